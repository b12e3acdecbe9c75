package dev.lemma.dynamics.stability;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.dynamics.ode.Separable;
import dev.lemma.dynamics.ode.Splitting;
import java.util.List;
import java.util.Objects;

/**
 * A Hamiltonian network: a flow that keeps an energy, followed in steps that keep volumes.
 *
 * <pre>{@code
 * H(q, p) = Σ S(A₁p + b₁) + Σ S(A₂q + b₂),  S′ = σ
 * q′ = A₁ᵀσ(A₁p + b₁)        p′ = −A₂ᵀσ(A₂q + b₂)
 * }</pre>
 *
 * <p>The weights are those of all steps: a Hamiltonian that depends on time keeps no energy. Signals and gradients neither fade nor, as by a generic network, grow exponentially because volumes do. The input is
 * [q | p]. Cost: steps times the evaluations of the method, each a product with A₁ or A₂ and its transpose.
 *
 * @param width rows of A₁ and A₂, at least 1
 * @param activation σ, increasing
 * @param method of a step, such as {@link dev.lemma.dynamics.ode.Verlet}
 * @param steps n ≥ 1
 * @param step h &gt; 0
 * @see <a href="https://arxiv.org/abs/1906.01563">Greydanus, Dzamba and Yosinski 2019, Hamiltonian neural networks</a>
 * @see <a href="https://arxiv.org/abs/2105.13205">Galimberti, Furieri, Xu and Ferrari-Trecate 2021, Hamiltonian deep neural networks guaranteeing non-vanishing gradients by design</a>
 */
public record Hamiltonian(int width, Activation activation, Splitting method, int steps, double step) implements Layer {

    public Hamiltonian {
        Check.atLeastOne("width", width);
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(method, "method");
        Check.atLeastOne("steps", steps);
        Check.positive("step", step);
    }

    /** The field at given weights, in the order of the layer's parameters: to be followed by other means, or looked at. */
    public Separable field(Tensor a1, Tensor b1, Tensor a2, Tensor b2) {
        return Separable.of(p -> activation.apply(p.matmul(a1).plus(b1)).matmul(a1.transpose()), q -> activation
                .apply(q.matmul(a2).plus(b2))
                .matmul(a2.transpose())
                .negate());
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2 || x.shape().extent(1) % 2 != 0) {
            throw new ShapeException(
                    "hamiltonian: expected a batch of vectors [q | p] of even length, got " + x.shape());
        }
        int half = x.shape().extent(1) / 2;
        Separable field = field(
                weight(scope, "kinetic", half),
                bias(scope, "kinetic-bias"),
                weight(scope, "potential", half),
                bias(scope, "potential-bias"));
        DType type = x.type();
        Tensor h = Tensor.constant(type, step);
        Tensor times = Tensor.range(type, steps).times(step);
        return Loop.of(steps, List.of(x), List.of(times), (state, rows) -> {
                    Tensor y = state.get(0);
                    Splitting.Point to = method.move(
                            field, new Splitting.Point(rows.get(0), Separable.position(y), Separable.momentum(y)), h);
                    return new Loop.Step(List.of(Separable.join(to.q(), to.p())), List.of());
                })
                .carry()
                .get(0);
    }

    private Tensor weight(Scope scope, String name, int half) {
        return scope.weight(
                name, Shape.of(half, width), half, width, (shape, in, out) -> new Law.Normal(1 / Math.sqrt(in)));
    }

    private Tensor bias(Scope scope, String name) {
        return scope.bias(name, Shape.of(width), (shape, in, out) -> new Law.Constant(0));
    }
}
