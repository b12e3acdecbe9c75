package dev.lemma.kernels.machine;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;

/**
 * Another way to kernel ridge regression than a direct solution: with centres, for many points.
 *
 * @param <F> what it makes
 */
public interface RidgeSolver<F> {

    /**
     * Minimises {@code 1/2n Σ (f(xᵢ) − yᵢ)² + λ/2 ‖f‖²}, over all functions or as many as the method has.
     *
     * @param penalty λ
     * @param x [n, d]
     * @param y [n]
     */
    F fit(Kernel kernel, double penalty, Array x, Array y);
}
