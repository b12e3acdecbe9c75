package dev.lemma.dynamics.stability;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * An Euler step of {@code z′ = σ((W − Wᵀ − γI)z + b)}: the matrix has eigenvalues of real part −γ, so that the linear flow turns, and neither grows nor, for γ = 0, fades.
 *
 * <p>For σ the identity the flow keeps ‖z‖ times {@code e^{−γt}}. That is a property of the linear flow: a non-linear σ between may stretch distances, and an Euler step stretches by up to {@code √(1 +
 * h²‖W − Wᵀ‖²)} even of the linear one; damping is there to make up for it.
 *
 * @param activation σ
 * @param step h, finite
 * @param damping γ ≥ 0
 * @see <a href="https://arxiv.org/abs/1705.03341">Haber and Ruthotto 2017, Stable architectures for deep neural networks</a>
 */
public record Skew(Activation activation, double step, double damping) implements Layer {

    public Skew {
        Objects.requireNonNull(activation, "activation");
        Check.finite("step", step);
        Check.notNegative("damping", damping);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("skew: expected a batch of vectors [n, d], got " + x.shape());
        }
        int d = x.shape().extent(1);
        Tensor w = scope.weight(
                "weight", Shape.of(d, d), d, d, (shape, in, out) -> new Law.Normal(1 / Math.sqrt(2.0 * in)));
        Tensor b = scope.bias("bias", Shape.of(d), (shape, in, out) -> new Law.Constant(0));
        Tensor turned = x.matmul(w.transpose().minus(w)).minus(x.times(damping));
        return x.plus(activation.apply(turned.plus(b)).times(step));
    }
}
