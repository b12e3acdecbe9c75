package dev.lemma.api.tensor;

import java.util.List;

/**
 * The sum over axes, which disappear. Executors add in blocks, pairwise, or in float64: the error does not grow with the count.
 *
 * @param axes ascending, without repetition
 */
public record Sum(List<Integer> axes) implements Linear {

    public Sum {
        axes = List.copyOf(axes);
    }

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return new TensorType(operands.get(0).type(), reduced(operands.get(0).shape(), axes));
    }

    /** The shape without the axes, which are checked to ascend. */
    static Shape reduced(Shape shape, List<Integer> axes) {
        Shape result = shape;
        for (int i = axes.size() - 1; i >= 0; i--) {
            if (i > 0 && axes.get(i - 1) >= axes.get(i)) {
                throw new ShapeException("reduction over axes " + axes + " of " + shape + ": expected each axis once");
            }
            result = result.without(axes.get(i));
        }
        return result;
    }

    /** The shape with the axes kept at extent 1. */
    static Shape kept(Shape shape, List<Integer> axes) {
        Shape result = shape;
        for (int axis : axes) {
            result = result.with(axis, 1);
        }
        return result;
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape from = y.operand(0).shape();
        return List.of(cotangent.reshape(kept(from, axes)).broadcast(from));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Tensor.apply(new Sum(axes.stream().map(axis -> axis + 1).toList()), x.get(0));
    }
}
