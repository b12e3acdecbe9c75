package dev.lemma.kernels.dynamics;

/**
 * How training on the square loss moves predictions. Along an eigenvector of the kernel matrix H with eigenvalue λ the residual is multiplied by
 * {@code 1 − λ φ(λ)}, and everywhere
 *
 * <pre>{@code
 * f(x) = f₀(x) + k_xX φ(H) (y − f₀)
 * }</pre>
 *
 * <p>φ is finite at λ = 0, where the residual stays but predictions elsewhere may move.
 */
public sealed interface Propagation permits KernelFlow, KernelDescent, KernelMomentum {

    /** φ(λ) for λ ≥ 0. */
    double phi(double lambda);

    /** What multiplies the residual, {@code 1 − λ φ(λ)}. */
    double remaining(double lambda);

    /** The largest learning rate for which residuals with this largest eigenvalue do not grow; ∞ for a flow. */
    double largestStableRate(double largestEigenvalue);
}
