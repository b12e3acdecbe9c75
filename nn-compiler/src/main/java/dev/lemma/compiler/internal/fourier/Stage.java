package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;

/**
 * One stage of a transform of n points in Stockham's order: with {@code n = (product of radices before) · r · m},
 *
 * <pre>{@code
 * y[(p·r + k)·s + g] = w^{kp} Σⱼ x[(p + m·j)·s + g] e^{−2πijk/r},    w = e^{−2πi/(rm)},  0 ≤ p < m,  0 ≤ g < s
 * }</pre>
 *
 * <p>The points come out in their natural order; nothing is permuted.
 */
final class Stage {

    private final int radix;
    private final int groups;
    private final int stride;
    private final float[] floats;
    private final double[] doubles;
    private final float[] floatCosines;
    private final float[] floatSines;
    private final double[] doubleCosines;
    private final double[] doubleSines;

    Stage(DType type, int radix, int groups, int stride) {
        this.radix = radix;
        this.groups = groups;
        this.stride = stride;
        // For each group p the factors w^p … w^{(r−1)p}, real and imaginary part.
        double[] twiddles = new double[2 * groups * (radix - 1)];
        long n = (long) radix * groups;
        for (int p = 0; p < groups; p++) {
            for (int k = 1; k < radix; k++) {
                int at = 2 * ((radix - 1) * p + k - 1);
                twiddles[at] = Roots.cosine((long) k * p, n);
                twiddles[at + 1] = -Roots.sine((long) k * p, n);
            }
        }
        double[] cosines = new double[radix];
        double[] sines = new double[radix];
        for (int k = 0; k < radix; k++) {
            cosines[k] = Roots.cosine(k, radix);
            sines[k] = Roots.sine(k, radix);
        }
        boolean narrow = type == DType.FLOAT32;
        this.doubles = narrow ? new double[0] : twiddles;
        this.doubleCosines = narrow ? new double[0] : cosines;
        this.doubleSines = narrow ? new double[0] : sines;
        this.floats = narrow ? narrow(twiddles) : new float[0];
        this.floatCosines = narrow ? narrow(cosines) : new float[0];
        this.floatSines = narrow ? narrow(sines) : new float[0];
    }

    static float[] narrow(double[] wide) {
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }

    /** r. */
    int radix() {
        return radix;
    }

    /** m; 1 in the last stage, which has no twiddle factors. */
    int groups() {
        return groups;
    }

    /** s, the product of the radices before. */
    int stride() {
        return stride;
    }

    float[] floats() {
        return floats;
    }

    double[] doubles() {
        return doubles;
    }

    float[] floatCosines() {
        return floatCosines;
    }

    float[] floatSines() {
        return floatSines;
    }

    double[] doubleCosines() {
        return doubleCosines;
    }

    double[] doubleSines() {
        return doubleSines;
    }
}
