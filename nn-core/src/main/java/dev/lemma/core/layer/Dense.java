package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * An affine map of the last axis: {@code y = x Wᵀ + b}, W being [out, in] as in PyTorch. All other axes are kept.
 *
 * <p>Parameters {@code weight} [out, in] and {@code bias} [out]. Cost: {@code 2·in·out} per row. The transpose is
 * folded into the product.
 *
 * @param out extent of the last axis of the result
 * @param weight initial law of W
 * @param bias initial law of b; null for none
 */
public record Dense(int out, Initializer weight, @Nullable Initializer bias) implements Layer {

    public Dense {
        Check.atLeastOne("out", out);
        Check.given("weight", weight);
    }

    /** With weights from N(0, 1/in) and biases 0. */
    public Dense(int out) {
        this(out, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** With another initial law of the weights. */
    public Dense weight(Initializer law) {
        return new Dense(out, law, bias);
    }

    /** With another initial law of the biases. */
    public Dense bias(Initializer law) {
        return new Dense(out, weight, law);
    }

    /** {@code y = x Wᵀ}. */
    public Dense noBias() {
        return new Dense(out, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() < 2) {
            throw new ShapeException("dense: expected [batch, …, features], got " + x.shape()
                    + ": give each sample an axis, with expand(-1)");
        }
        int in = x.shape().extent(-1);
        Tensor w = scope.weight("weight", Shape.of(out, in), in, out, weight);
        Tensor y = x.matmul(w.transpose());
        return bias == null ? y : y.plus(scope.bias("bias", Shape.of(out), bias));
    }
}
