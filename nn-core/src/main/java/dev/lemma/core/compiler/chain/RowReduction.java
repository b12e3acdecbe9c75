package dev.lemma.core.compiler.chain;

/** The last step of a row reduction: the pairwise fold of the accumulators, in the order that {@link Sink.Type#ROW_SUM} defines. */
final class RowReduction {
    private RowReduction() {}

    static float sum(float[] p) {
        for (int half = p.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                p[i] += p[i + half];
            }
        }
        return p[0];
    }

    static double sum(double[] p) {
        for (int half = p.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                p[i] += p[i + half];
            }
        }
        return p[0];
    }

    static float max(float[] p) {
        for (int half = p.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                p[i] = Math.max(p[i], p[i + half]);
            }
        }
        return p[0];
    }

    static double max(double[] p) {
        for (int half = p.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                p[i] = Math.max(p[i], p[i + half]);
            }
        }
        return p[0];
    }
}
