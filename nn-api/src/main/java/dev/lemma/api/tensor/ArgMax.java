package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first place of the maximum along the last axis, which disappears; NaN counts as the largest. Its derivative is zero. */
public record ArgMax() implements Primitive {

    @Override
    public String name() {
        return "argmax";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (x.rank() == 0 || x.shape().extent(-1) == 0) {
            throw new ShapeException("argmax: expected at least one element along the last axis, got " + x.shape());
        }
        Gather.checkExact("argmax", x.shape().extent(-1), x);
        return new TensorType(x.type(), x.shape().without(-1));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList((Tensor) null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
