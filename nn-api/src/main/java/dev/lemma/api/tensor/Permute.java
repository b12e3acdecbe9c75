package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Axes in another order: axis i of the result is axis {@code axes[i]} of the operand.
 *
 * @param axes a permutation of 0 … rank − 1
 */
public record Permute(List<Integer> axes) implements Linear {

    public Permute {
        axes = List.copyOf(axes);
    }

    @Override
    public String name() {
        return "permute";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        boolean[] seen = new boolean[x.rank()];
        int[] extents = new int[axes.size()];
        boolean valid = axes.size() == x.rank();
        for (int i = 0; valid && i < extents.length; i++) {
            int axis = axes.get(i);
            valid = axis >= 0 && axis < seen.length && !seen[axis];
            if (valid) {
                seen[axis] = true;
                extents[i] = x.shape().extent(axis);
            }
        }
        if (!valid) {
            throw new ShapeException("permute: " + axes + " is not a permutation of the axes of " + x.shape());
        }
        return new TensorType(x.type(), Shape.of(extents));
    }

    /** The permutation that undoes this one. */
    public Permute inverse() {
        List<Integer> inverse = new ArrayList<>(axes);
        for (int i = 0; i < axes.size(); i++) {
            inverse.set(axes.get(i), i);
        }
        return new Permute(inverse);
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(Tensor.apply(inverse(), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        List<Integer> order = new ArrayList<>(List.of(0));
        axes.forEach(axis -> order.add(axis + 1));
        return Tensor.apply(new Permute(order), x.get(0));
    }
}
