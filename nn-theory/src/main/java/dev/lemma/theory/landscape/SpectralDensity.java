package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.compiler.linear.Estimate;
import dev.lemma.compiler.linear.LanczosQuadrature;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import java.util.List;

/**
 * The eigenvalues of a symmetric operator as a law on the line, of mass 1: nodes and weights of Gauss rules, one for each random probe.
 *
 * <p>Weights are the first entries of the tridiagonal eigenvectors, squared, and add up to 1; with all squared entries, as some programs have it, they add up to the
 * number of steps. Two errors: the probes', as a standard error, and the rules', by what two nodes less change.
 *
 * @see <a href="https://arxiv.org/abs/1901.10159">Ghorbani, Krishnan and Xiao 2019, An investigation into neural net optimization via Hessian eigenvalue density</a>
 */
public final class SpectralDensity {

    private final int dimension;
    private final LanczosQuadrature rules;

    SpectralDensity(int dimension, LanczosQuadrature rules) {
        this.dimension = dimension;
        this.rules = rules;
    }

    /**
     * The density at λ seen through a Gaussian: {@code 1/P Σᵢ N(λ; λᵢ, width²)}.
     *
     * @param width above 0; below the distance of nodes they show as peaks of their own
     */
    public double at(double lambda, double width) {
        return rules.density(lambda, width);
    }

    /** The share of eigenvalues at most λ: the rules' steps. */
    public double cumulative(double lambda) {
        return rules.trace(x -> x <= lambda ? 1 : 0).value() / dimension;
    }

    /** {@code tr H}, by the first moment of all rules, with the probes' standard error. */
    public Estimate trace() {
        return rules.trace(x -> x);
    }

    /** {@code tr Hᵏ = Σᵢ λᵢᵏ}. */
    public Estimate moment(int k) {
        Check.atLeast("k", k, 0);
        return rules.trace(x -> Math.pow(x, k));
    }

    /** The number of eigenvalues below a bound. */
    public Estimate below(double bound) {
        return rules.trace(x -> x < bound ? 1 : 0);
    }

    /** How far the density at λ may be off for want of steps: what two nodes less change. */
    public double ruleError(double lambda, double width) {
        double scale = 1 / (width * Math.sqrt(2 * Math.PI));
        return rules.ruleError(x -> scale * Math.exp(-0.5 * ((x - lambda) / width) * ((x - lambda) / width)))
                / dimension;
    }

    /** The least node: not below the least eigenvalue. */
    public double smallest() {
        return rules.smallest();
    }

    /** The largest node: not above the largest eigenvalue. */
    public double largest() {
        return rules.largest();
    }

    /** A picture over the whole spectrum, the density in powers of ten. */
    public Figure figure(String name, String title) {
        double low = smallest();
        double high = largest();
        double width = Math.max(Double.MIN_NORMAL, 0.01 * (high - low));
        int points = 400;
        double[] x = new double[points];
        double[] y = new double[points];
        for (int i = 0; i < points; i++) {
            x[i] = low - 3 * width + (high - low + 6 * width) * i / (points - 1);
            y[i] = Math.max(1e-9, at(x[i], width));
        }
        return new Figure(name, title, "eigenvalue", "density", false, true, List.of(Curve.line("density", x, y)));
    }
}
