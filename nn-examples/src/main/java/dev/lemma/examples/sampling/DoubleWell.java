package dev.lemma.examples.sampling;

import dev.lemma.optim.sampling.GoodnessOfFit;
import dev.lemma.optim.sampling.Potential;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code V = (x₁² − 1)² + x₂²}: two minima, and a barrier of height 1. Its law at temperature T is a product, so that each
 * coordinate can be looked at by itself.
 *
 * @param temperature T
 */
record DoubleWell(double temperature) {

    static final Potential POTENTIAL =
            x -> x.at(0, 0).square().minus(1).square().plus(x.at(0, 1).square());

    /** Nothing that counts lies beyond, for T ≤ 1: {@code e^{−64}}. */
    static final double END = 3;

    /** {@code V/T}, whose law at temperature 1 is that of V at T. */
    Potential cooled() {
        return x -> POTENTIAL.at(x).times(1 / temperature);
    }

    /** {@code exp(−(x² − 1)²/T)}, not normalised. */
    double density(double x) {
        return Math.exp(-(x * x - 1) * (x * x - 1) / temperature);
    }

    GoodnessOfFit.Law law() {
        return GoodnessOfFit.Law.of(this::density, -END, END);
    }

    /** {@code ∫ f exp(−V/T) dx₁ / Z} for f = 1, x², … by the trapezoidal rule. */
    double mean(DoubleUnaryOperator f) {
        int n = 4000;
        double sum = 0;
        double total = 0;
        for (int i = 0; i <= n; i++) {
            double x = -END + 2 * END * i / n;
            sum += f.applyAsDouble(x) * density(x);
            total += density(x);
        }
        return sum / total;
    }

    /** The density that integrates to 1. */
    double normalized(double x) {
        int n = 4000;
        double total = 0;
        for (int i = 0; i <= n; i++) {
            total += density(-END + 2 * END * i / n);
        }
        return density(x) / (total * 2 * END / n);
    }
}
