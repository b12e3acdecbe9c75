package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place per row along the last axis: {@code y[…, j] = x[…, indices[…, j]]}, x and indices sharing all axes but the last. The value of the true
 * class and the maximum of a window are taken so. Indices are checked when the program runs.
 */
public record TakeAlong() implements Linear {

    @Override
    public String name() {
        return "take-along";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor indices = operands.get(1);
        if (x.rank() == 0
                || x.rank() != indices.rank()
                || !x.shape().with(-1, 0).equals(indices.shape().with(-1, 0))) {
            throw new ShapeException("take-along: " + x.shape() + " and indices " + indices.shape()
                    + " must agree in every axis but the last");
        }
        Gather.checkExact("take-along", x.shape().extent(-1), indices);
        return new TensorType(x.type(), indices.shape());
    }

    @Override
    public int linearOperands(Tensor y) {
        return 1;
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(
                Tensor.apply(new ScatterAlong(y.operand(0).shape().extent(-1)), cotangent, y.operand(1)), null);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
