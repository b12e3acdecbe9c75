package dev.lemma.api.tensor;

import java.util.List;

/**
 * The numbers in another type, rounded to nearest.
 *
 * @param type of the result
 */
public record Cast(DType type) implements Linear {

    @Override
    public String name() {
        return "cast";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return new TensorType(type, operands.get(0).shape());
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(cotangent.as(y.operand(0).type()));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
