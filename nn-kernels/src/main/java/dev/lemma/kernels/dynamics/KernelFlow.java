package dev.lemma.kernels.dynamics;

/**
 * Gradient flow, {@code ḟ = −c H (f − y)}, until time t:
 *
 * <pre>{@code
 * φ(λ) = (1 − e^{−cλt})/λ = −expm1(−cλt)/λ,   φ(0) = ct,   t = ∞: 1/λ, and 0 at λ = 0
 * }</pre>
 *
 * <p>c is 1 for the loss {@code ½Σ(f − y)²}, {@code 2/(n·k)} for the mean of {@code (f − y)²} over n samples and k outputs.
 *
 * @param time t ≥ 0, possibly ∞
 * @param speed c &gt; 0
 */
public record KernelFlow(double time, double speed) implements Propagation {

    public KernelFlow {
        if (!(time >= 0)) {
            throw new IllegalArgumentException("kernel flow: expected a time of at least 0, got " + time);
        }
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("kernel flow: expected a finite speed above 0, got " + speed);
        }
    }

    @Override
    public double phi(double lambda) {
        if (Double.isInfinite(time)) {
            return lambda > 0 ? 1 / lambda : 0;
        }
        double exponent = speed * time * lambda;
        return exponent < 1e-300 ? speed * time : -Math.expm1(-exponent) / lambda;
    }

    @Override
    public double remaining(double lambda) {
        return Double.isInfinite(time) ? lambda > 0 ? 0 : 1 : Math.exp(-speed * time * lambda);
    }

    @Override
    public double largestStableRate(double largestEigenvalue) {
        return Double.POSITIVE_INFINITY;
    }
}
