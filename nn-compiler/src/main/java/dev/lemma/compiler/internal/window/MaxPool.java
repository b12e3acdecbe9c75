package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the maximum of every window lies, as a place {@code row·inW + column} in its input plane, and on request the maximum
 * too.
 *
 * <p>Padding is −∞ and never chosen: every window must hold at least one input. Of equal maxima the first in row-major order
 * wins (+0 and −0 are equal); NaN wins over every number, the first NaN over the others. Places are whole numbers in the type
 * of the input, so a float32 plane has at most 2²⁴ numbers. Cost: one comparison per tap. Immutable, needs no scratch.
 */
public final class MaxPool {

    /** Output numbers per part; a part is a fixed run of planes. */
    private static final int PART = 1 << 14;

    private final PoolGeometry geometry;
    private final WindowAxis v;
    private final WindowAxis h;
    private final int perPart;
    private final int parts;
    private final @Nullable PairMaximum pairs;

    /** Plans for one geometry. */
    public MaxPool(PoolGeometry geometry) {
        this.geometry = geometry;
        v = WindowAxis.height(geometry.inH(), geometry.window());
        h = WindowAxis.width(geometry.inW(), geometry.window());
        geometry.window().requireElements("max pooling", geometry.inH(), geometry.inW());
        int plane = geometry.outH() * geometry.outW();
        perPart = Math.max(1, PART / plane);
        parts = (geometry.planes() + perPart - 1) / perPart;
        boolean halves = v.kernel() == 2
                && h.kernel() == 2
                && v.stride() == 2
                && h.stride() == 2
                && v.dilation() == 1
                && h.dilation() == 1
                && v.pad() == 0
                && h.pad() == 0
                && 2 * v.out() <= v.in()
                && 2 * h.out() <= h.in();
        pairs = !halves ? null : VectorSwitch.on() ? new VectorPairMaximum() : new PlainPairMaximum();
    }

    /** First tap of an output that lies inside the input. */
    private static int firstTap(WindowAxis axis, int o) {
        int start = o * axis.stride() - axis.pad();
        return start >= 0 ? 0 : (axis.dilation() - 1 - start) / axis.dilation();
    }

    /** Tap after the last of an output that lies inside the input. */
    private static int endTap(WindowAxis axis, int o) {
        int start = o * axis.stride() - axis.pad();
        return Math.min(axis.kernel(), Math.floorDiv(axis.in() - 1 - start, axis.dilation()) + 1);
    }

    /** Writes the places, and the maxima unless {@code values} is null. */
    public void run(
            float[] x,
            int xOffset,
            float[] places,
            int placesOffset,
            float @Nullable [] values,
            int valuesOffset,
            Team team) {
        bound(x, xOffset, places, placesOffset, values, valuesOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable bound(
            float[] x,
            int xOffset,
            float[] places,
            int placesOffset,
            float @Nullable [] values,
            int valuesOffset,
            Team team) {
        IntConsumer each = part -> {
            int last = Math.min(geometry.planes(), (part + 1) * perPart);
            int first = part * perPart;
            if (pairs != null) {
                int from = xOffset + first * v.in() * h.in();
                int to = first * v.out() * h.out();
                pairs.planes(
                        last - first, x, from, v.in(), h.in(), places, placesOffset + to, values, valuesOffset + to);
                return;
            }
            for (int plane = part * perPart; plane < last; plane++) {
                int from = xOffset + plane * v.in() * h.in();
                int to = plane * v.out() * h.out();
                plane(x, from, places, placesOffset + to, values, valuesOffset + to);
            }
        };
        return () -> Parts.run(team, 8L * geometry.outputSize(), parts, each);
    }

    private void plane(float[] x, int from, float[] places, int to, float @Nullable [] values, int valuesTo) {
        for (int i = 0; i < v.out(); i++) {
            int firstRow = firstTap(v, i);
            int endRow = endTap(v, i);
            int top = i * v.stride() - v.pad();
            for (int j = 0; j < h.out(); j++) {
                int firstColumn = firstTap(h, j);
                int endColumn = endTap(h, j);
                int left = j * h.stride() - h.pad();
                int best = (top + firstRow * v.dilation()) * h.in() + left + firstColumn * h.dilation();
                float maximum = x[from + best];
                for (int t = firstRow; t < endRow; t++) {
                    int row = (top + t * v.dilation()) * h.in() + left;
                    for (int u = firstColumn; u < endColumn; u++) {
                        int place = row + u * h.dilation();
                        float value = x[from + place];
                        if (value > maximum || value != value && maximum == maximum) {
                            maximum = value;
                            best = place;
                        }
                    }
                }
                places[to + i * h.out() + j] = best;
                if (values != null) {
                    values[valuesTo + i * h.out() + j] = maximum;
                }
            }
        }
    }

    /** Writes the places, and the maxima unless {@code values} is null. */
    public void run(
            double[] x,
            int xOffset,
            double[] places,
            int placesOffset,
            double @Nullable [] values,
            int valuesOffset,
            Team team) {
        bound(x, xOffset, places, placesOffset, values, valuesOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable bound(
            double[] x,
            int xOffset,
            double[] places,
            int placesOffset,
            double @Nullable [] values,
            int valuesOffset,
            Team team) {
        IntConsumer each = part -> {
            int last = Math.min(geometry.planes(), (part + 1) * perPart);
            for (int plane = part * perPart; plane < last; plane++) {
                int from = xOffset + plane * v.in() * h.in();
                int to = plane * v.out() * h.out();
                plane(x, from, places, placesOffset + to, values, valuesOffset + to);
            }
        };
        return () -> Parts.run(team, 8L * geometry.outputSize(), parts, each);
    }

    private void plane(double[] x, int from, double[] places, int to, double @Nullable [] values, int valuesTo) {
        for (int i = 0; i < v.out(); i++) {
            int firstRow = firstTap(v, i);
            int endRow = endTap(v, i);
            int top = i * v.stride() - v.pad();
            for (int j = 0; j < h.out(); j++) {
                int firstColumn = firstTap(h, j);
                int endColumn = endTap(h, j);
                int left = j * h.stride() - h.pad();
                int best = (top + firstRow * v.dilation()) * h.in() + left + firstColumn * h.dilation();
                double maximum = x[from + best];
                for (int t = firstRow; t < endRow; t++) {
                    int row = (top + t * v.dilation()) * h.in() + left;
                    for (int u = firstColumn; u < endColumn; u++) {
                        int place = row + u * h.dilation();
                        double value = x[from + place];
                        if (value > maximum || value != value && maximum == maximum) {
                            maximum = value;
                            best = place;
                        }
                    }
                }
                places[to + i * h.out() + j] = best;
                if (values != null) {
                    values[valuesTo + i * h.out() + j] = maximum;
                }
            }
        }
    }
}
