package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Every {@code steps[a]}-th element along each axis a, from {@code starts[a]}, {@code extents[a]} of them.
 *
 * @param starts the first place on each axis
 * @param extents the number of places on each axis
 * @param steps the distance of two places on each axis, at least 1
 */
public record Slice(List<Integer> starts, List<Integer> extents, List<Integer> steps) implements Linear {

    public Slice {
        starts = List.copyOf(starts);
        extents = List.copyOf(extents);
        steps = List.copyOf(steps);
    }

    @Override
    public String name() {
        return "slice";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (starts.size() != x.rank() || extents.size() != x.rank() || steps.size() != x.rank()) {
            throw new ShapeException(
                    "slice: " + x.shape() + " needs a start, an extent and a step for each of its axes, got " + this);
        }
        int[] result = new int[x.rank()];
        for (int axis = 0; axis < result.length; axis++) {
            int start = starts.get(axis);
            int extent = extents.get(axis);
            int step = steps.get(axis);
            long last = start + (long) (extent - 1) * step;
            if (start < 0
                    || extent < 0
                    || step < 1
                    || extent > 0 && last >= x.shape().extent(axis)
                    || start > x.shape().extent(axis)) {
                throw new ShapeException("slice: axis " + axis + " of " + x.shape() + ": start " + start + ", extent "
                        + extent + ", step " + step + " leave [0, " + x.shape().extent(axis) + ")");
            }
            result[axis] = extent;
        }
        return new TensorType(x.type(), Shape.of(result));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape from = y.operand(0).shape();
        List<Integer> high = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            int covered = extents.get(axis) == 0 ? 0 : (extents.get(axis) - 1) * steps.get(axis) + 1;
            high.add(from.extent(axis) - starts.get(axis) - covered);
            between.add(steps.get(axis) - 1);
        }
        return List.of(Tensor.apply(new Pad(starts, high, between), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Tensor.apply(
                new Slice(Batcher.before(0, starts), Batcher.before(x.count(), extents), Batcher.before(1, steps)),
                x.get(0));
    }
}
