package dev.lemma.compiler.internal.fourier;

/** Tables of factors between the parts of a transform. */
final class Twiddles {

    private Twiddles() {}

    /** {@code e^{−2πijk/ab}} at [k][j], k below a, j below b: the real or the imaginary parts. */
    static double[] doubles(int a, int b, boolean real) {
        double[] table = new double[a * b];
        long n = (long) a * b;
        for (int k = 0; k < a; k++) {
            for (int j = 0; j < b; j++) {
                table[k * b + j] = real ? Roots.cosine((long) k * j, n) : -Roots.sine((long) k * j, n);
            }
        }
        return table;
    }

    /** {@link #doubles}, rounded. */
    static float[] floats(int a, int b, boolean real) {
        return Stage.narrow(doubles(a, b, real));
    }

    /** {@code e^{−πik/m}}, k = 0 … m/2: the real or the imaginary parts. */
    static double[] halves(int m, boolean real) {
        double[] table = new double[m / 2 + 1];
        for (int k = 0; k < table.length; k++) {
            table[k] = real ? Roots.cosine(k, 2L * m) : -Roots.sine(k, 2L * m);
        }
        return table;
    }

    /**
     * For Bluestein's transform: the chirp {@code e^{−πij²/n}}, n points, and the transform of its conjugate laid around m points, divided by m; real and
     * imaginary parts of each.
     */
    static double[][] chirp(int n, int m) {
        double[] real = new double[n];
        double[] imaginary = new double[n];
        double[] aroundReal = new double[m];
        double[] aroundImaginary = new double[m];
        for (int j = 0; j < n; j++) {
            long square = (long) j * j % (2L * n);
            real[j] = Roots.cosine(square, 2L * n);
            imaginary[j] = -Roots.sine(square, 2L * n);
            aroundReal[j] = real[j];
            aroundImaginary[j] = -imaginary[j];
            if (j > 0) {
                aroundReal[m - j] = real[j];
                aroundImaginary[m - j] = -imaginary[j];
            }
        }
        DoubleStages plain = new PlainDoubleStages();
        DoubleLine line = DoubleLine.of(m, plain);
        double[] filterReal = new double[m];
        double[] filterImaginary = new double[m];
        line.run(
                1.0 / m,
                1,
                aroundReal,
                0,
                aroundImaginary,
                0,
                1,
                filterReal,
                0,
                filterImaginary,
                0,
                1,
                new double[line.scratch(1)],
                0);
        return new double[][] {real, imaginary, filterReal, filterImaginary};
    }
}
