package dev.lemma.core.layer;

import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code (x − μ)/√(σ² + ε)} with the mean and the biased variance over some axes, in two passes.
 *
 * @param mean μ, the axes kept with extent 1
 * @param variance σ² (divided by n), the axes kept with extent 1
 * @param value the standardised tensor
 */
record Standardization(Tensor mean, Tensor variance, Tensor value) {

    static Standardization of(Tensor x, double epsilon, int... axes) {
        Shape kept = x.shape();
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        Tensor mean = x.mean(axes).reshape(kept);
        Tensor centred = x.minus(mean);
        Tensor variance = centred.square().mean(axes).reshape(kept);
        return new Standardization(mean, variance, centred.times(inverseRoot(variance, epsilon)));
    }

    static Tensor inverseRoot(Tensor variance, double epsilon) {
        return variance.plus(epsilon).sqrt().reciprocal();
    }
}
