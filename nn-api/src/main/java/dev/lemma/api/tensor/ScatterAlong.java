package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint of {@link TakeAlong}: {@code x[…, indices[…, j]] += y[…, j]} from zero, the last axis of x having the given extent.
 *
 * @param extent of the last axis of x
 */
public record ScatterAlong(int extent) implements Linear {

    @Override
    public String name() {
        return "scatter-along";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor y = operands.get(0);
        Tensor indices = operands.get(1);
        if (!y.shape().equals(indices.shape()) || y.rank() == 0) {
            throw new ShapeException(
                    "scatter-along: values " + y.shape() + " and indices " + indices.shape() + " must have one shape");
        }
        Gather.checkExact("scatter-along", extent, indices);
        return new TensorType(y.type(), y.shape().with(-1, extent));
    }

    @Override
    public int linearOperands(Tensor y) {
        return 1;
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(Tensor.apply(new TakeAlong(), cotangent, y.operand(1)), null);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
