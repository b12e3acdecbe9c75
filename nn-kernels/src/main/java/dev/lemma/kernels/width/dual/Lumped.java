package dev.lemma.kernels.width.dual;

import dev.lemma.compiler.scalar.ScalarFunction;

/**
 * A function with lumps: {@code f(x) + Σᵢ mᵢ δ(x − aᵢ)}. The derivative of a function with jumps is one.
 *
 * @param smooth f
 * @param places a
 * @param masses m
 */
record Lumped(GaussianQuadrature smooth, double[] places, double[] masses) {

    /** Where jumps are looked for. */
    private static final double FAR = 64;

    /** How far to both sides of a jump the values are taken. */
    private static final double BESIDE = 1e-11;

    /** A function without lumps. */
    static Lumped none(ScalarFunction f) {
        return new Lumped(new GaussianQuadrature(f), new double[0], new double[0]);
    }

    /** The derivative f′ of f, with the jumps of f. */
    static Lumped derivative(ScalarFunction f) {
        return at(f, f.derivative(), false);
    }

    /** {@code x·f′(x)} with the jumps of f, times their places. */
    static Lumped scaling(ScalarFunction f) {
        ScalarFunction slope = f.derivative();
        return at(f, ScalarFunction.of(x -> slope.region().on(x).times(x)), true);
    }

    private static Lumped at(ScalarFunction f, ScalarFunction smooth, boolean timesPlace) {
        double[] kinks = f.kinks(-FAR, FAR);
        double[] places = new double[kinks.length];
        double[] masses = new double[kinks.length];
        int count = 0;
        for (double kink : kinks) {
            double step = BESIDE * Math.max(1, Math.abs(kink));
            double left = f.applyAsDouble(kink - step);
            double right = f.applyAsDouble(kink + step);
            if (Math.abs(right - left) > 1e-7 * Math.max(1, Math.max(Math.abs(left), Math.abs(right)))) {
                places[count] = kink;
                masses[count++] = (right - left) * (timesPlace ? kink : 1);
            }
        }
        return new Lumped(
                new GaussianQuadrature(smooth),
                java.util.Arrays.copyOf(places, count),
                java.util.Arrays.copyOf(masses, count));
    }

    /** Whether there are lumps. */
    boolean any() {
        return places.length > 0;
    }
}
