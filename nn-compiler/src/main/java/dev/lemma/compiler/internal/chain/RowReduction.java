package dev.lemma.compiler.internal.chain;

import java.util.Arrays;

/**
 * What row reductions do with their partial results, of which a row has 16 in float32 and 8 in float64: a sum folds them
 * pairwise in the order that {@link Sink.Type#ROW_SUM} defines, written out because it runs once per row, and rows can be short.
 */
final class RowReduction {
    private RowReduction() {}

    /** The sum of 16 numbers from {@code at}: i with i + 8, then i + 4, i + 2, i + 1. */
    static float sum(float[] p, int at) {
        return (((p[at] + p[at + 8]) + (p[at + 4] + p[at + 12]))
                        + ((p[at + 2] + p[at + 10]) + (p[at + 6] + p[at + 14])))
                + (((p[at + 1] + p[at + 9]) + (p[at + 5] + p[at + 13]))
                        + ((p[at + 3] + p[at + 11]) + (p[at + 7] + p[at + 15])));
    }

    /** The sum of 8 numbers from {@code at}: i with i + 4, then i + 2, i + 1. */
    static double sum(double[] p, int at) {
        return ((p[at] + p[at + 4]) + (p[at + 2] + p[at + 6])) + ((p[at + 1] + p[at + 5]) + (p[at + 3] + p[at + 7]));
    }

    private static float max(float[] p, int at) {
        float most = p[at];
        for (int i = 1; i < 16; i++) {
            most = Math.max(most, p[at + i]);
        }
        return most;
    }

    private static double max(double[] p, int at) {
        double most = p[at];
        for (int i = 1; i < 8; i++) {
            most = Math.max(most, p[at + i]);
        }
        return most;
    }

    /** Makes {@code count} partial results those of no numbers. */
    static void clear(Object partial, int at, int count, boolean sum) {
        if (partial instanceof float[] p) {
            Arrays.fill(p, at, at + count, sum ? 0 : Float.NEGATIVE_INFINITY);
        } else {
            Arrays.fill((double[]) partial, at, at + count, sum ? 0 : Double.NEGATIVE_INFINITY);
        }
    }

    /** Takes {@code count} more results into the first of a row, all in one array. */
    static void add(Object partial, int at, int from, int count, boolean sum) {
        if (partial instanceof float[] p) {
            for (int i = 0; i < count; i++) {
                p[at + i] = sum ? p[at + i] + p[from + i] : Math.max(p[at + i], p[from + i]);
            }
        } else {
            double[] p = (double[]) partial;
            for (int i = 0; i < count; i++) {
                p[at + i] = sum ? p[at + i] + p[from + i] : Math.max(p[at + i], p[from + i]);
            }
        }
    }

    /** Writes what the partial results of a row come to. */
    static void finish(Object partial, int at, Object result, int index, boolean sum) {
        if (partial instanceof float[] p) {
            ((float[]) result)[index] = sum ? sum(p, at) : max(p, at);
        } else {
            double[] p = (double[]) partial;
            ((double[]) result)[index] = sum ? sum(p, at) : max(p, at);
        }
    }
}
