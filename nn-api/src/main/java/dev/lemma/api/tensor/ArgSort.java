package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of the elements along the last axis in order of their size: {@code x[p₀] ≤ x[p₁] ≤ …}, or from the largest down. Equal elements keep their
 * order; NaN counts as the largest. Whole numbers in the type of x, with derivative 0; see {@link Sorting}.
 *
 * @param descending whether the largest comes first
 */
public record ArgSort(boolean descending) implements Primitive {

    @Override
    public String name() {
        return "argsort";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (x.rank() == 0) {
            throw new ShapeException("argsort: expected at least one axis, got a scalar");
        }
        Gather.checkExact("argsort", x.shape().extent(-1), x);
        return x.tensorType();
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
