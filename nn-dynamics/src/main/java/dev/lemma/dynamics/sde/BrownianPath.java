package dev.lemma.dynamics.sde;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A Brownian path for each number of a state, the same whatever the steps that look at it: a virtual tree of bridges.
 *
 * <p>Over the whole interval, of length T, {@code W ~ N(0, T)} and {@code H ~ N(0, T/12)} are drawn, H being the mean distance of the path from its chord. In the middle of an
 * interval of length h,
 *
 * <pre>{@code
 * Z ~ N(0, h/16)    N ~ N(0, h/12)
 * W_left  = ½W + 3/2·H + Z        W_right = ½W − 3/2·H − Z
 * H_left  = ¼H − ½Z + ½N          H_right = ¼H − ½Z − ½N
 * }</pre>
 *
 * <p>and so on down. The draws of a node follow from the key and its place in the tree, those of number i of the state from these and i alone: a finer solution sees the same path as
 * a coarser one, and a sample the same whatever the samples after it. {@code 2ᵏ} equal steps need k levels. Below {@code T/2^levels} the path is taken at its mean given what is
 * drawn, a parabola: times that are no multiples of it are seen with a defect of the size of {@code √(T/2^levels)/5}.
 *
 * <p>It remembers where it was: going forwards costs two draws per number and node that was not seen before. Not for several threads at once.
 *
 * @see <a href="https://doi.org/10.1137/19M1261912">Foster, Lyons and Oberhauser 2020, An optimal polynomial approximation of Brownian motion (bridges of path and area)</a>
 * @see <a href="https://arxiv.org/abs/2405.06464">Jelinčič, Foster and Kidger 2024, Single-seed generation of Brownian paths and integrals for adaptive and high order SDE solvers</a>
 */
public final class BrownianPath {

    private final Key key;
    private final double from;
    private final double length;
    private final int size;
    private final Shape shape;
    private final int levels;
    private final double[][] w;
    private final double[][] area;
    private final double[][] leftW;
    private final double[][] leftArea;
    private final long[] place;
    private final BitSet splits = new BitSet();

    private BrownianPath(Key key, double from, double to, Shape shape, int levels) {
        this.key = key;
        this.from = from;
        this.length = to - from;
        this.shape = shape;
        this.size = shape.size();
        this.levels = levels;
        this.w = new double[levels + 1][];
        this.area = new double[levels + 1][];
        this.leftW = new double[levels + 1][];
        this.leftArea = new double[levels + 1][];
        this.place = new long[levels + 1];
        w[0] = new double[size];
        area[0] = new double[size];
        draw(0, 0, "W", w[0], Math.sqrt(length));
        draw(0, 0, "H", area[0], Math.sqrt(length / 12));
        for (int level = 1; level <= levels; level++) {
            place[level] = -1;
        }
    }

    /**
     * A path over an interval, seen at {@code 2²⁰} places.
     *
     * @param shape of the state
     */
    public static BrownianPath of(Key key, double from, double to, Shape shape) {
        return of(key, from, to, shape, 20);
    }

    /** A path over an interval, seen at {@code 2^levels} places. */
    public static BrownianPath of(Key key, double from, double to, Shape shape, int levels) {
        Check.finite("from", from);
        Check.finite("to", to);
        if (!(to > from)) {
            throw new IllegalArgumentException(
                    "brownian path: expected an interval with from < to, got " + from + " and " + to);
        }
        if (levels < 0 || levels > 50) {
            throw new IllegalArgumentException(
                    "brownian path: levels: expected a whole number from 0 to 50, got " + levels);
        }
        return new BrownianPath(key, from, to, shape, levels);
    }

    /** The shape of the state. */
    public Shape shape() {
        return shape;
    }

    /** {@code W(t)}, with {@code W(from) = 0}. */
    public Array at(double t) {
        double[] value = new double[size];
        at(t, value, new double[size]);
        return Array.of(shape, value);
    }

    private void draw(int level, long index, String what, double[] into, double scale) {
        Randomness.normal(key.at(level).of(what).at(index), into);
        for (int i = 0; i < size; i++) {
            into[i] *= scale;
        }
    }

    /**
     * Writes {@code W(t)} and the integral of W from the start to t.
     *
     * @throws IllegalArgumentException if t is not in the interval
     */
    void at(double t, double[] value, double[] integral) {
        double scaled = (t - from) / length;
        if (!(scaled >= -1e-12 && scaled <= 1 + 1e-12)) {
            throw new IllegalArgumentException(
                    "brownian path: it goes from t = " + from + " to " + (from + length) + ", got " + t);
        }
        scaled = Math.max(0, Math.min(1, scaled));
        // Where the time is a node but for rounding, it is that node.
        double nearest = Math.rint(scaled * (1L << levels)) / (1L << levels);
        double s = Math.abs(nearest - scaled) < 1e-13 ? nearest : scaled;
        Arrays.fill(value, 0);
        Arrays.fill(integral, 0);
        double h = length;
        int level = 0;
        // s is the place within the present interval.
        while (s > 0 && s < 1 && level < levels) {
            split(level, h);
            boolean right = s >= 0.5;
            long child = 2 * place[level] + (right ? 1 : 0);
            enter(level, child, right);
            h /= 2;
            if (right) {
                double[] wLeft = leftW[level];
                double[] hLeft = leftArea[level];
                for (int i = 0; i < size; i++) {
                    integral[i] += h * (value[i] + 0.5 * wLeft[i] + hLeft[i]);
                    value[i] += wLeft[i];
                }
            }
            s = right ? 2 * s - 1 : 2 * s;
            level++;
        }
        if (s > 0) {
            double[] over = w[level];
            double[] bend = area[level];
            for (int i = 0; i < size; i++) {
                // The mean of the bridge: W(s) = sW + 6s(1 − s)H.
                integral[i] += h * (s * value[i] + 0.5 * s * s * over[i] + s * s * (3 - 2 * s) * bend[i]);
                value[i] += s * over[i] + 6 * s * (1 - s) * bend[i];
            }
        }
    }

    /** Draws the halves of the interval that stands at a level, unless they are there. */
    private void split(int level, double h) {
        if (splits.get(level)) {
            return;
        }
        splits.set(level);
        if (leftW[level] == null) {
            leftW[level] = new double[size];
            leftArea[level] = new double[size];
        }
        double[] z = leftW[level];
        double[] n = leftArea[level];
        draw(level, place[level], "Z", z, Math.sqrt(h / 16));
        draw(level, place[level], "N", n, Math.sqrt(h / 12));
        for (int i = 0; i < size; i++) {
            double zi = z[i];
            z[i] = 0.5 * w[level][i] + 1.5 * area[level][i] + zi;
            n[i] = 0.25 * area[level][i] - 0.5 * zi + 0.5 * n[i];
        }
    }

    /** Makes a half of the interval at a level the one at the next. */
    private void enter(int level, long child, boolean right) {
        int next = level + 1;
        if (place[next] == child) {
            return;
        }
        place[next] = child;
        splits.clear(next, levels + 1);
        for (int below = next + 1; below <= levels; below++) {
            place[below] = -1;
        }
        if (w[next] == null) {
            w[next] = new double[size];
            area[next] = new double[size];
        }
        double[] wLeft = leftW[level];
        double[] hLeft = leftArea[level];
        if (!right) {
            System.arraycopy(wLeft, 0, w[next], 0, size);
            System.arraycopy(hLeft, 0, area[next], 0, size);
            return;
        }
        // H_right = ¼H − ½Z − ½N, and H_left = ¼H − ½Z + ½N: with Z = W_left − ½W − 3/2·H it follows from the left.
        for (int i = 0; i < size; i++) {
            double z = wLeft[i] - 0.5 * w[level][i] - 1.5 * area[level][i];
            w[next][i] = w[level][i] - wLeft[i];
            area[next][i] = 0.5 * area[level][i] - z - hLeft[i];
        }
    }
}
