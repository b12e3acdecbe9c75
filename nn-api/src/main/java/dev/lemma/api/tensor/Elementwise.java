package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that acts on each element by itself: operands and result have one shape and one type, {@code yⱼ = f(x₁ⱼ, …, xₙⱼ)}.
 *
 * <p>Both derivative rules follow from the partial derivatives: {@code x̄ᵢ = ȳ·∂f/∂xᵢ} and {@code ẏ = Σᵢ ẋᵢ·∂f/∂xᵢ}, with a product that is 0 where
 * one factor is ({@link Binary#MULTIPLY_NO_NAN}): a cotangent that is exactly 0 meets an infinite slope without a trace, as in
 * {@code x > 0 ? √x : x} at 0 and below.
 */
public interface Elementwise extends Primitive {

    /** Number of operands. */
    int arity();

    /** {@code ∂y/∂xᵢ} at the operands of {@code y}, or null where it is zero everywhere (steps and comparisons). */
    @Nullable
    Tensor partial(int i, Tensor y);

    @Override
    default TensorType infer(List<Tensor> operands) {
        if (operands.size() != arity()) {
            throw new ShapeException(name() + ": expected " + arity() + " operands, got " + operands.size());
        }
        TensorType first = operands.get(0).tensorType();
        for (Tensor operand : operands) {
            if (!operand.tensorType().equals(first)) {
                throw new ShapeException(name() + ": expected operands of one type and shape, got " + first + " and "
                        + operand.tensorType() + ": broadcast or cast one of them");
            }
        }
        return first;
    }

    @Override
    default List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<@Nullable Tensor> cotangents = new ArrayList<>(arity());
        for (int i = 0; i < arity(); i++) {
            Tensor partial = partial(i, y);
            cotangents.add(partial == null ? null : chained(cotangent, partial));
        }
        return cotangents;
    }

    @Override
    default Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }

    @Override
    default @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor sum = null;
        for (int i = 0; i < arity(); i++) {
            Tensor tangent = tangents.get(i);
            Tensor partial = tangent == null ? null : partial(i, y);
            if (partial != null) {
                Tensor term = chained(tangent, partial);
                sum = sum == null ? term : sum.plus(term);
            }
        }
        return sum;
    }

    /** {@code t·∂f/∂x}, 0 where one of them is. */
    private static Tensor chained(Tensor t, Tensor partial) {
        return isOrdinary(t) || isOrdinary(partial)
                ? Factors.product(t, partial)
                : Tensor.apply(Binary.MULTIPLY_NO_NAN, t, partial);
    }

    /** Whether this is a number that is seen to be finite and not 0: with it every product is right. */
    private static boolean isOrdinary(Tensor t) {
        OptionalDouble value = t.constantValue();
        return value.isPresent() && value.getAsDouble() != 0 && Double.isFinite(value.getAsDouble());
    }
}
