package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Zeros before, after and between the elements of each axis: the adjoint of {@link Slice}. An axis of extent n becomes
 * {@code low + n + (n − 1)·between + high}.
 *
 * @param low zeros before each axis
 * @param high zeros after each axis
 * @param between zeros between two neighbours on each axis
 */
public record Pad(List<Integer> low, List<Integer> high, List<Integer> between) implements Linear {

    public Pad {
        low = List.copyOf(low);
        high = List.copyOf(high);
        between = List.copyOf(between);
    }

    @Override
    public String name() {
        return "pad";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (low.size() != x.rank() || high.size() != x.rank() || between.size() != x.rank()) {
            throw new ShapeException(
                    "pad: " + x.shape() + " needs low, high and between for each of its axes, got " + this);
        }
        int[] extents = new int[x.rank()];
        for (int axis = 0; axis < extents.length; axis++) {
            int n = x.shape().extent(axis);
            if (low.get(axis) < 0 || high.get(axis) < 0 || between.get(axis) < 0) {
                throw new ShapeException(
                        "pad: axis " + axis + ": expected counts of at least 0, got " + this + "; use slice to cut");
            }
            extents[axis] = low.get(axis) + high.get(axis) + (n == 0 ? 0 : n + (n - 1) * between.get(axis));
        }
        return new TensorType(x.type(), Shape.of(extents));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape from = y.operand(0).shape();
        List<Integer> extents = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            extents.add(from.extent(axis));
            steps.add(between.get(axis) + 1);
        }
        return List.of(Tensor.apply(new Slice(low, extents, steps), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Tensor.apply(
                new Pad(Batcher.before(0, low), Batcher.before(0, high), Batcher.before(0, between)), x.get(0));
    }
}
