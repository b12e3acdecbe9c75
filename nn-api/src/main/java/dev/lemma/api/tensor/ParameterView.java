package dev.lemma.api.tensor;

import java.util.List;

/**
 * A named parameter as a view of the flat vector θ: {@code W = reshape(θ[offset … offset + size), shape)}. The node carries what a walk over the
 * expression wants to know of it: name, shape and initial law.
 *
 * @param parameter which part of θ, and what is known of it
 */
public record ParameterView(Parameter parameter) implements Linear {

    @Override
    public String name() {
        return "parameter";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor theta = operands.get(0);
        if (theta.rank() != 1
                || parameter.offset() + parameter.shape().size() > theta.shape().size()) {
            throw new ShapeException("parameter " + parameter.name() + " " + parameter.shape() + " at "
                    + parameter.offset() + ": expected a flat vector of at least "
                    + (parameter.offset() + parameter.shape().size()) + " numbers, got " + theta.shape());
        }
        return new TensorType(theta.type(), parameter.shape());
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        int size = parameter.shape().size();
        int after = y.operand(0).shape().size() - parameter.offset() - size;
        return List.of(Tensor.apply(
                new Pad(List.of(parameter.offset()), List.of(after), List.of(0)), cotangent.reshape(Shape.of(size))));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int from = parameter.offset();
        int size = parameter.shape().size();
        return x.get(0).slice(1, from, from + size).reshape(parameter.shape().batch(x.count()));
    }
}
