package dev.lemma.api.tensor;

import java.util.List;

/**
 * Partial sums along the last axis: {@code yⱼ = x₀ + … + xⱼ}, or {@code yⱼ = xⱼ + … + xₙ₋₁} when reversed, accumulated in float64.
 *
 * @param reverse whether sums run from the end
 */
public record CumulativeSum(boolean reverse) implements Linear {

    @Override
    public String name() {
        return "cumulative-sum";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        if (operands.get(0).rank() == 0) {
            throw new ShapeException("cumulative-sum: expected at least one axis, got a scalar");
        }
        return operands.get(0).tensorType();
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(Tensor.apply(new CumulativeSum(!reverse), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
