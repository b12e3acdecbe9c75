package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint of {@link Gather}: {@code x[…, indices[i…], …] += y[…, i…, …]} from zero; what falls on one place is summed, in row-major order.
 *
 * @param axis first of the axes of y that the indices stand for
 * @param extent extent of the axis of the result
 * @param indexRank number of axes of the indices
 */
public record ScatterAdd(int axis, int extent, int indexRank) implements Linear {

    @Override
    public String name() {
        return "scatter-add";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor y = operands.get(0);
        Tensor indices = operands.get(1);
        if (indices.rank() != indexRank
                || axis + indexRank > y.rank()
                || !y.shape().range(axis, axis + indexRank).equals(indices.shape())) {
            throw new ShapeException(
                    "scatter-add: indices " + indices.shape() + " do not match axes " + axis + "… of " + y.shape());
        }
        Gather.checkExact("scatter-add", extent, indices);
        return new TensorType(
                y.type(),
                y.shape()
                        .range(0, axis)
                        .append(Shape.of(extent))
                        .append(y.shape().range(axis + indexRank, y.rank())));
    }

    @Override
    public int linearOperands(Tensor y) {
        return 1;
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(Tensor.apply(new Gather(axis), cotangent, y.operand(1)), null);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        if (!x.isMapped(1)) {
            return Tensor.apply(new ScatterAdd(axis + 1, extent, indexRank), x.get(0), x.get(1));
        }
        Tensor indices = x.get(1);
        if ((long) n * extent > indices.type().exactWholeNumbers()) {
            return x.loop();
        }
        // the axes of indices in front, then all elements' axes as one
        Tensor values = x.spread(0);
        for (int i = 0; i < axis; i++) {
            values = Mapped.move(values, 1, axis + indexRank);
        }
        Tensor added =
                Tensor.apply(new ScatterAdd(0, n * extent, indexRank + 1), values, Batcher.ofEach(indices, extent));
        Shape rest = added.shape().range(1, added.rank());
        return Mapped.move(added.reshape(Shape.of(n, extent).append(rest)), 1, 1 + axis);
    }
}
