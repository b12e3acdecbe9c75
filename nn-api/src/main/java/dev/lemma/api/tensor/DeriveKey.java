package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The child {@code Key.at(i)} of a key, i being a whole number known only when the program runs, such as the step of a loop. */
public record DeriveKey() implements Primitive {

    @Override
    public String name() {
        return "derive-key";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor key = operands.get(0);
        Tensor index = operands.get(1);
        if (!key.shape().equals(Shape.of(4)) || index.shape().size() != 1) {
            throw new ShapeException("derive-key: expected a key [4] and one whole number, got " + key.shape() + " and "
                    + index.shape());
        }
        return key.tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(null, null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }
}
