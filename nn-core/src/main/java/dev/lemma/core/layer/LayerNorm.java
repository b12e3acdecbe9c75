package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Normalisation of each sample over its last axes: {@code y = γ (x − μ)/√(σ² + ε) + β}, with μ and σ² (biased) over
 * those axes.
 *
 * <p>Parameters {@code scale} (γ, 1 at first) and {@code shift} (β, 0) in the shape of the last axes.
 *
 * @param axes number of last axes
 * @param epsilon ε &gt; 0, inside the root
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba, Kiros and Hinton 2016</a>
 */
public record LayerNorm(int axes, double epsilon) implements Layer {

    public LayerNorm {
        Check.atLeastOne("axes", axes);
        Check.positive("epsilon", epsilon);
    }

    /** Over the last axis, with ε = 10⁻⁵. */
    public LayerNorm() {
        this(1, 1e-5);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() <= axes) {
            throw new ShapeException("layer norm: over the last " + axes + " axes, got " + x.shape()
                    + ": expected the batch and at least those");
        }
        Shape last = x.shape().range(x.rank() - axes, x.rank());
        Tensor gamma = scope.parameter("scale", last, new Law.Constant(1));
        Tensor beta = scope.parameter("shift", last, new Law.Constant(0));
        int[] over = IntStream.range(x.rank() - axes, x.rank()).toArray();
        return Standardization.of(x, epsilon, over).value().times(gamma).plus(beta);
    }
}
