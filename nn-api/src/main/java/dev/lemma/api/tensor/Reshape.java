package dev.lemma.api.tensor;

import java.util.List;

/**
 * The same numbers in the same row-major order under another shape.
 *
 * @param shape of the result, of the operand's size
 */
public record Reshape(Shape shape) implements Linear {

    @Override
    public String name() {
        return "reshape";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (x.shape().size() != shape.size()) {
            throw new ShapeException("reshape: " + x.shape() + " has "
                    + x.shape().size() + " elements, " + shape + " has " + shape.size());
        }
        return new TensorType(x.type(), shape);
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(cotangent.reshape(y.operand(0).shape()));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Tensor.apply(new Reshape(shape.batch(x.count())), x.get(0));
    }
}
