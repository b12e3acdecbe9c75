package dev.lemma.core.compiler.chain;

/**
 * The last step of a row sum: the pairwise fold of the accumulators in the order that {@link Sink.Type#ROW_SUM} defines, written
 * out because it runs once per row, and rows can be short.
 */
final class RowReduction {
    private RowReduction() {}

    /** The sum of 16 numbers: i with i + 8, then i + 4, i + 2, i + 1. */
    static float sum(float[] p) {
        return (((p[0] + p[8]) + (p[4] + p[12])) + ((p[2] + p[10]) + (p[6] + p[14])))
                + (((p[1] + p[9]) + (p[5] + p[13])) + ((p[3] + p[11]) + (p[7] + p[15])));
    }

    /** The sum of 8 numbers: i with i + 4, then i + 2, i + 1. */
    static double sum(double[] p) {
        return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]));
    }
}
