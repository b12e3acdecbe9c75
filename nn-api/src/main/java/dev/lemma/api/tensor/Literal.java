package dev.lemma.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers written into the expression. A scalar literal is what a {@code double} in a formula becomes.
 *
 * @param array the numbers, not to be written to afterwards
 */
public record Literal(Array array) implements Primitive {

    @Override
    public String name() {
        return "literal";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return new TensorType(array.type(), array.shape());
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of();
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public String toString() {
        return array.toString();
    }
}
