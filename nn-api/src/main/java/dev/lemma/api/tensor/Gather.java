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

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        Tensor indices = x.get(1);
        int rank = y.operand(1).rank();
        if (!x.isMapped(1)) {
            return Tensor.apply(new Gather(axis + 1), x.get(0), indices);
        }
        if (!x.isMapped(0)) {
            return Mapped.move(Tensor.apply(this, x.get(0), indices), axis, 0);
        }
        Shape from = y.operand(0).shape();
        int extent = from.extent(axis);
        if ((long) n * extent > indices.type().exactWholeNumbers()) {
            return x.loop();
        }
        // all elements' axes as one, in front
        Tensor front = Mapped.move(x.get(0), axis + 1, 1);
        Tensor flat = front.reshape(front.shape().range(2, front.rank()).batch(n * extent));
        Tensor found = Tensor.apply(new Gather(0), flat, Batcher.ofEach(indices, extent));
        for (int i = 0; i < axis; i++) {
            found = Mapped.move(found, 1 + rank + i, 1 + i);
        }
        return found;
    }
}
