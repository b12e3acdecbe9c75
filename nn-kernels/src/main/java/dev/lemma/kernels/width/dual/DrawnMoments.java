package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Draw;
import dev.lemma.compiler.scalar.GaussLegendre;
import dev.lemma.compiler.scalar.ScalarFunction;

/** The mean of {@code g(u)} and of {@code g(u)²} for one random draw u: of what dropout multiplies by, for example. */
public final class DrawnMoments {

    private static final GaussLegendre RULE = GaussLegendre.of(20);

    private static final int PARTS = 16;

    private DrawnMoments() {}

    /** Both moments, by quadrature that knows the jumps of g. */
    public static double[] of(Draw.Distribution distribution, ScalarFunction g) {
        if (distribution == Draw.Distribution.NORMAL) {
            GaussianQuadrature normal = new GaussianQuadrature(g);
            return new double[] {normal.powerMean(1, 1), normal.powerMean(1, 2)};
        }
        double[] kinks = g.kinks(0, 1);
        double mean = 0;
        double square = 0;
        for (int piece = 0; piece <= kinks.length; piece++) {
            double low = piece == 0 ? 0 : kinks[piece - 1];
            double high = piece == kinks.length ? 1 : kinks[piece];
            double half = (high - low) / PARTS / 2;
            for (int part = 0; part < PARTS; part++) {
                double middle = low + (2 * part + 1) * half;
                for (int k = 0; k < RULE.nodes().length; k++) {
                    double value = g.applyAsDouble(middle + half * RULE.nodes()[k]);
                    mean += half * RULE.weights()[k] * value;
                    square += half * RULE.weights()[k] * value * value;
                }
            }
        }
        return new double[] {mean, square};
    }
}
