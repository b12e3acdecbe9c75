package dev.lemma.optim.sampling;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;

/**
 * The potential V of the law {@code exp(−V/T)/Z}: minus the logarithm of an unnormalised density, at T = 1.
 *
 * <pre>{@code
 * Potential doubleWell = x -> x.at(0, 0).square().minus(1).square().plus(x.at(0, 1).square());   // (x₁² − 1)² + x₂²
 * }</pre>
 *
 * <p>One expression serves all chains. Chains must not enter each other's value, for the gradient of the sum over chains is
 * taken for the gradients of all of them.
 */
@FunctionalInterface
public interface Potential {

    /**
     * The potential of each chain.
     *
     * @param x positions [d, chains], one column per chain
     * @return [chains]
     */
    Tensor at(Tensor x);

    /**
     * An unbiased estimate of the potential, for methods that follow stochastic gradients; the potential itself where nothing
     * is drawn.
     *
     * @param x positions [d, chains]
     * @param key of this step
     * @return [chains]
     */
    default Tensor estimate(Tensor x, Tensor key) {
        return at(x);
    }

    /** {@code ∇V} [d, chains] of a value [chains] that was computed from positions x. */
    static Tensor gradient(Tensor value, Tensor x) {
        if (value.rank() != 1 || value.shape().extent(0) != x.shape().extent(-1)) {
            throw new IllegalArgumentException(
                    "potential: expected one number per chain, [" + x.shape().extent(-1)
                            + "], from positions " + x.shape()
                            + ", got " + value.shape() + ": reduce over axis 0, the coordinates");
        }
        return Derivatives.gradient(value.sum(), x);
    }
}
