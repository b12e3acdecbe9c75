package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * A path of seven straight segments between two two-layer ReLU networks of width n, {@code Φ(x) = Σⱼ aⱼ (wⱼ·x)₊} with {@code |wⱼ| = 1}, along which the risk hardly rises.
 *
 * <pre>{@code
 * A  (W, a) → (W̃, a)     each row moves to the nearest of those in its first half: the only bump
 *    (W̃, a) → (W̃, ā)     rows that are equal now share their masses otherwise: the first half carries all. Flat
 *    (W̃, ā) → (W̄, ā)     rows without mass move to those that B keeps. Flat
 *    (W̄, āᴬ) → (W̄, āᴮ)   the risk is convex in a
 * B  the same three backwards, where the second half is kept
 * }</pre>
 *
 * <p><b>The bump</b> of either side for the square loss, with ε the longest way of a row: {@code R ≤ (√R₀ + δ)²}, {@code δ = Σ|aⱼ|·ε·max|x|}, so it is at most {@code 2√R₀ δ + δ²}.
 *
 * <p>Source: Topics in Mathematics for Deep Learning, Theorem 6.2. Departs from it: (6.11) holds up to O(ε); in (6.13) it is the rows that move, (tW̄₁ + (1 − t)W̃₁, W̄₂); for B the
 * nearest row lies in the second half; the constant of the bump depends on the network by Σ|aⱼ|, which grows with n.
 */
public final class ConvexPath {

    /** Segments of the path. */
    public static final int SEGMENTS = 7;

    private final Network network;
    private final TwoLayers layers;
    private final List<Array> corners;
    private final double[] longest;
    private final double[] masses;

    private ConvexPath(Network network, TwoLayers layers, Array a, Array b) {
        this.network = network;
        this.layers = layers;
        this.longest = new double[2];
        this.masses = new double[2];
        double[] fromA = normalized(a);
        double[] fromB = normalized(b);
        int half = layers.width() / 2;
        double[] nearA = moved(fromA, 0, half, 0);
        double[] nearB = moved(fromB, half, layers.width(), 1);
        double[] gatheredA = gathered(fromA, nearA, 0, half);
        double[] gatheredB = gathered(fromB, nearB, half, layers.width());
        double[] bothA = withRows(gatheredA, gatheredB, half, layers.width());
        double[] bothB = withRows(gatheredB, gatheredA, 0, half);
        // The rows of both are the same: the first half A's, the second B's.
        List<Array> points = new ArrayList<>();
        for (double[] point : List.of(fromA, nearA, gatheredA, bothA, bothB, gatheredB, nearB, fromB)) {
            points.add(Array.vector(point));
        }
        this.corners = List.copyOf(points);
    }

    /**
     * The path between two points of one network.
     *
     * @param network of two dense layers without biases, with one output, an even width of at least 4, and an activation with {@code σ(ct) = cσ(t)} for c &gt; 0, which is checked by
     *     {@link #isPath}
     */
    public static ConvexPath between(Network network, Array a, Array b) {
        Check.given("network", network);
        Check.given("a", a);
        Check.given("b", b);
        TwoLayers layers = TwoLayers.of(network, "convex path");
        if (layers.hasBias() || layers.leaving(0).length != 1 || layers.width() < 4 || layers.width() % 2 != 0) {
            throw new IllegalArgumentException(
                    "convex path: expected two dense layers without biases, one output, and an even width of at least 4; the width is "
                            + layers.width());
        }
        for (Array point : List.of(a, b)) {
            if (point.shape().size() != network.parameterCount()) {
                throw new ShapeException("convex path: a point has "
                        + point.shape().size() + " numbers, expected " + network.parameterCount());
            }
        }
        return new ConvexPath(network, layers, a, b);
    }

    /** The eight corners, A's first; the first and the last are A and B with rows of length 1. */
    public List<Array> corners() {
        return corners;
    }

    /** ε of A and of B: the longest way that a row moves. */
    public double[] longest() {
        return longest.clone();
    }

    /** {@code Σ|aⱼ|} of A and of B. */
    public double[] masses() {
        return masses.clone();
    }

    /** δ of A or B: the most by which an output moves. */
    public double delta(int side, double largestInput) {
        return masses[side] * longest[side] * largestInput;
    }

    /** The bound of the bump: {@code 2√R₀ δ + δ²}, for the square loss. */
    public double bound(int side, double risk, double largestInput) {
        double delta = delta(side, largestInput);
        return 2 * Math.sqrt(risk) * delta + delta * delta;
    }

    /**
     * The risk along each segment.
     *
     * @param points of each segment, its ends among them, at least 2
     */
    public List<LossSlice> risks(Landscape landscape, int points) {
        Check.given("landscape", landscape);
        requireSame(landscape);
        List<LossSlice> slices = new ArrayList<>();
        for (int i = 0; i < SEGMENTS; i++) {
            slices.add(landscape.at(corners.get(i)).straightTo(corners.get(i + 1), points));
        }
        return slices;
    }

    /** Whether the ends of the path are as good as the given points: not so if the activation is not positively homogeneous. */
    public boolean isPath(Landscape landscape, Array a, Array b) {
        Check.given("landscape", landscape);
        Check.given("a", a);
        Check.given("b", b);
        requireSame(landscape);
        return near(landscape.risk(a), landscape.risk(corners.get(0)))
                && near(landscape.risk(b), landscape.risk(corners.get(SEGMENTS)));
    }

    private void requireSame(Landscape landscape) {
        if (landscape.dimension() != network.parameterCount()) {
            throw new ShapeException("convex path: the landscape has " + landscape.dimension()
                    + " parameters, expected " + network.parameterCount());
        }
    }

    private static boolean near(double x, double y) {
        return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
    }

    // ------------------------------------------------------------------ corners

    private double[] normalized(Array point) {
        double[] theta = point.toDoubles();
        for (int unit = 0; unit < layers.width(); unit++) {
            int[] row = layers.entering(unit);
            int mass = layers.leaving(unit)[0];
            double square = 0;
            for (int i : row) {
                square += theta[i] * theta[i];
            }
            double norm = Math.sqrt(square);
            if (norm == 0) {
                throw new IllegalArgumentException(
                        "convex path: the row of unit " + unit + " is 0, and has no direction");
            }
            for (int i : row) {
                theta[i] /= norm;
            }
            theta[mass] *= norm;
        }
        return theta;
    }

    /** Each row at the nearest of those kept. */
    private double[] moved(double[] theta, int from, int to, int side) {
        double[] moved = theta.clone();
        for (int unit = 0; unit < layers.width(); unit++) {
            int nearest = nearest(theta, unit, from, to);
            longest[side] = Math.max(longest[side], distance(theta, unit, nearest));
            masses[side] += Math.abs(theta[layers.leaving(unit)[0]]);
            copyRow(theta, nearest, moved, unit);
        }
        return moved;
    }

    /** The masses on the rows kept. */
    private double[] gathered(double[] theta, double[] near, int from, int to) {
        double[] gathered = near.clone();
        for (int unit = 0; unit < layers.width(); unit++) {
            gathered[layers.leaving(unit)[0]] = 0;
        }
        for (int unit = 0; unit < layers.width(); unit++) {
            gathered[layers.leaving(nearest(theta, unit, from, to))[0]] += near[layers.leaving(unit)[0]];
        }
        return gathered;
    }

    /** One network, with rows of the other in places that have no mass. */
    private double[] withRows(double[] own, double[] other, int from, int to) {
        double[] both = own.clone();
        for (int unit = from; unit < to; unit++) {
            copyRow(other, unit, both, unit);
        }
        return both;
    }

    private void copyRow(double[] from, int unit, double[] to, int other) {
        int[] source = layers.entering(unit);
        int[] target = layers.entering(other);
        for (int i = 0; i < source.length; i++) {
            to[target[i]] = from[source[i]];
        }
    }

    private int nearest(double[] theta, int unit, int from, int to) {
        if (unit >= from && unit < to) {
            return unit;
        }
        int nearest = from;
        for (int other = from + 1; other < to; other++) {
            if (distance(theta, unit, other) < distance(theta, unit, nearest)) {
                nearest = other;
            }
        }
        return nearest;
    }

    private double distance(double[] theta, int unit, int other) {
        int[] a = layers.entering(unit);
        int[] b = layers.entering(other);
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            square += Math.pow(theta[a[i]] - theta[b[i]], 2);
        }
        return Math.sqrt(square);
    }
}
