package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.api.tensor.Window2D;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of the maxima of all windows, then the maxima: {@code [2, N, C, H', W']}. Exists in simplified graphs only, where
 * nobody asks for derivatives any more.
 */
public record MaxPoolBoth(Window2D window) implements Primitive {

    @Override
    public String name() {
        return "max pooling";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        TensorType places = new MaxPoolIndices(window).infer(operands);
        return new TensorType(places.type(), Shape.of(2).append(places.shape()));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        throw new UnsupportedOperationException("a simplified graph is not differentiated");
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        throw new UnsupportedOperationException("a simplified graph is not differentiated");
    }
}
