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
 * An Euler step of the dissipative flow {@code z′ = −Aᵀσ(Az + b)}, of a length at which it stretches no distance, whatever A has become.
 *
 * <pre>{@code
 * z⁺ = z − h·Aᵀσ(Az + b)        h = share · 2 / (L·‖A‖₂²)        ‖z⁺ − w⁺‖ ≤ ‖z − w‖ for share ≤ 1
 * }</pre>
 *
 * <p>σ is increasing with slopes in [0, L]. The Jacobian is {@code I − h·AᵀDA}, D diagonal with entries in [0, L], whose eigenvalues lie in {@code [1 − hL‖A‖², 1]}: the step is 1-Lipschitz for
 * every such σ if and only if {@code h ≤ 2/(L‖A‖²)}. The flow contracts at a rate of at least {@code μ²·min σ′}, μ being the smallest singular value of A: strictly only if A is injective and the
 * slopes of σ are bounded away from 0.
 *
 * <p>‖A‖₂² is replaced by {@link #squaredNorm}, which is not below it and at most {@code rank^¼} times it. Derivatives see it as the function of A that it is. Cost: two products with the batch,
 * and products of small matrices.
 *
 * @param width rows of A, at least 1
 * @param activation σ
 * @param lipschitz L &gt; 0, the largest slope of σ: 1 for tanh and ReLU, ¼ for the logistic function
 * @param share of the certified length, above 0; above 1 nothing is certified
 */
public record Dissipative(int width, Activation activation, double lipschitz, double share) implements Layer {

    public Dissipative {
        Check.atLeastOne("width", width);
        Objects.requireNonNull(activation, "activation");
        Check.positive("lipschitz", lipschitz);
        Check.positive("share", share);
    }

    /** A step of half the certified length, with a σ whose slopes lie in [0, 1]. */
    public Dissipative(int width, Activation activation) {
        this(width, activation, 1, 0.5);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("dissipative: expected a batch of vectors [n, d], got " + x.shape());
        }
        int d = x.shape().extent(1);
        Tensor a = scope.weight(
                "weight", Shape.of(d, width), d, width, (shape, in, out) -> new Law.Normal(1 / Math.sqrt(in)));
        Tensor b = scope.bias("bias", Shape.of(width), (shape, in, out) -> new Law.Constant(0));
        Tensor h = squaredNorm(a).reciprocal().times(2 * share / lipschitz);
        return x.plus(field(a, b, x).times(h));
    }

    private Tensor field(Tensor a, Tensor b, Tensor x) {
        return activation.apply(x.matmul(a).plus(b)).matmul(a.transpose()).negate();
    }

    /**
     * {@code ‖(AᵀA)²‖_F^½ = (Σᵢ σᵢ⁸)^¼}: at least ‖A‖₂², at most {@code rank^¼·‖A‖₂²}.
     *
     * @param a a matrix, in either orientation
     */
    public static Tensor squaredNorm(Tensor a) {
        Tensor gram = a.shape().extent(0) < a.shape().extent(1)
                ? a.matmul(a.transpose())
                : a.transpose().matmul(a);
        // Scaled, so that eighth powers of singular values neither overflow nor vanish.
        Tensor scale = gram.abs().max().maximum(gram.type().smallestNormal());
        Tensor scaled = gram.dividedBy(scale);
        return scaled.matmul(scaled).square().sum().sqrt().sqrt().times(scale);
    }
}
