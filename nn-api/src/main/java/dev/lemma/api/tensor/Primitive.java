package dev.lemma.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One primitive of the language: its type rule, its two derivative rules and its batching rule.
 *
 * <p>For {@code y = f(x₁, …, xₙ)} the rules are expressions themselves, so that derivatives of any order compose:
 *
 * <pre>{@code
 * vjp:  ȳ ↦ x̄ᵢ = (∂f/∂xᵢ)ᵀ ȳ        one cotangent per operand, null where ∂f/∂xᵢ = 0
 * jvp:  (ẋ₁, …, ẋₙ) ↦ ẏ = Σᵢ (∂f/∂xᵢ) ẋᵢ   null tangents stand for 0
 * }</pre>
 *
 * <p>Ops have value equality: two nodes with equal ops and the same operands are one value to the compiler. Its values are
 * registered with the executors, by its class: a plain definition and, if it is worth one, a fast kernel ({@code PrimitiveLibrary} in nn-compiler).
 * The simple way is {@link CustomOp}, which brings its values along in plain Java. A primitive with several results packs them: {@link Packing}.
 */
public interface Primitive {

    /** The name in messages and drawings, for example {@code matmul}. */
    String name();

    /**
     * The type of the result.
     *
     * @throws ShapeException when the operands do not fit, saying the operation, what it got, what it expected and the likely fix
     */
    TensorType infer(List<Tensor> operands);

    /** Cotangents of the operands of {@code y}, a node of this op, given the cotangent of y. */
    List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent);

    /** The tangent of {@code y}, a node of this op, given those of its operands, of which at least one is not null. */
    @Nullable
    Tensor jvp(Tensor y, List<@Nullable Tensor> tangents);

    /**
     * The batching rule: the values of {@code y}, a node of this op on single elements, for n elements at once, along a new leading axis. At least one
     * operand is mapped. A primitive that takes any leading axes returns {@code operands.leading(this)}; without a rule the elements are computed one
     * after another in a loop.
     *
     * @return of the type of y, and its shape with {@code operands.count()} in front
     */
    default Tensor batch(Tensor y, Mapped operands) {
        return operands.loop();
    }
}
