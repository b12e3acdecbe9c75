package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Repetition along new leading axes and along axes of extent 1, aligned at the last axis as in NumPy.
 *
 * @param shape the result's
 */
public record Broadcast(Shape shape) implements Linear {

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Shape from = operands.get(0).shape();
        if (!fits(from, shape)) {
            throw new ShapeException("broadcast: " + from + " does not stretch to " + shape
                    + ": aligned at the last axis, each extent must be equal or 1");
        }
        return new TensorType(operands.get(0).type(), shape);
    }

    static boolean fits(Shape from, Shape to) {
        int lead = to.rank() - from.rank();
        if (lead < 0) {
            return false;
        }
        for (int axis = 0; axis < from.rank(); axis++) {
            if (from.extent(axis) != 1 && from.extent(axis) != to.extent(axis + lead)) {
                return false;
            }
        }
        return true;
    }

    /** The shape to which both stretch. */
    static Shape common(String operation, Tensor a, Tensor b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int axis = 1; axis <= rank; axis++) {
            int left = axis <= a.rank() ? a.shape().extent(-axis) : 1;
            int right = axis <= b.rank() ? b.shape().extent(-axis) : 1;
            if (left != right && left != 1 && right != 1) {
                throw new ShapeException(operation + ": shapes " + a.shape() + " and " + b.shape() + " differ in axis -"
                        + axis + " (" + left + " against " + right
                        + "): expected equal extents or 1; insert an axis with expand(axis), or transpose one");
            }
            extents[rank - axis] = left == 1 ? right : left;
        }
        return Shape.of(extents);
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape from = y.operand(0).shape();
        int lead = shape.rank() - from.rank();
        List<Integer> summed = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axis < lead || from.extent(axis - lead) == 1 && shape.extent(axis) != 1) {
                summed.add(axis);
            }
        }
        return List.of(
                summed.isEmpty()
                        ? cotangent.reshape(from)
                        : Tensor.apply(new Sum(summed), cotangent).reshape(from));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        Shape from = y.operand(0).shape();
        int[] ones = new int[shape.rank() - from.rank()];
        Arrays.fill(ones, 1);
        Tensor aligned =
                x.get(0).reshape(Shape.of(x.count()).append(Shape.of(ones)).append(from));
        return Tensor.apply(new Broadcast(shape.batch(x.count())), aligned);
    }
}
