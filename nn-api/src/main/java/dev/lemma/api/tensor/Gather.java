package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chosen places along an axis: {@code y[…, i…, …] = x[…, indices[i…], …]}; the axis is replaced by the axes of the indices. An embedding is a
 * gather of rows. Indices are whole numbers in [0, extent), checked when the program runs.
 *
 * @param axis the one that is chosen along, counted from 0
 */
public record Gather(int axis) implements Linear {

    @Override
    public String name() {
        return "gather";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor indices = operands.get(1);
        int extent = x.shape().extent(axis);
        checkExact("gather", extent, indices);
        return new TensorType(
                x.type(),
                x.shape()
                        .range(0, axis)
                        .append(indices.shape())
                        .append(x.shape().range(axis + 1, x.rank())));
    }

    static void checkExact(String operation, int extent, Tensor indices) {
        if (extent > indices.type().exactWholeNumbers()) {
            throw new ShapeException(operation + ": " + indices.type() + " indices are exact up to "
                    + indices.type().exactWholeNumbers() + ", the axis has " + extent + " places: use float64 indices");
        }
    }

    @Override
    public int linearOperands(Tensor y) {
        return 1;
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        int extent = y.operand(0).shape().extent(axis);
        return Arrays.asList(
                Tensor.apply(new ScatterAdd(axis, extent, y.operand(1).rank()), cotangent, y.operand(1)), null);
    }
}
