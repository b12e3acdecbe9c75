package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code X = op(T)⁻¹ B} for triangular T [.., n, n] and B [.., n, k], {@code op(T) = T} or {@code Tᵀ}; the other triangle of T is not read.
 *
 * <pre>{@code
 * Ẋ = op(T)⁻¹ (Ḃ − op(Ṫ) X)        B̄ = op(T)⁻ᵀ X̄        T̄ = the triangle of −B̄ Xᵀ, or of −X B̄ᵀ where op transposes
 * }</pre>
 *
 * <p>Cost: n²k.
 *
 * @param lower whether T is stored as a lower triangle
 * @param transposed whether to solve with {@code Tᵀ}
 */
public record TriangularSolve(boolean lower, boolean transposed) implements Primitive {

    @Override
    public String name() {
        return "triangular-solve";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 2);
        return Matrix.solution(name(), operands.get(0), operands.get(1));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor x, Tensor cotangent) {
        Tensor right = Tensor.apply(new TriangularSolve(lower, !transposed), x.operand(0), cotangent);
        Tensor whole = transposed ? x.matmul(right.transpose()) : right.matmul(x.transpose());
        return List.of(Matrix.triangle(whole.negate(), lower, 1), right);
    }

    @Override
    public Tensor jvp(Tensor x, List<@Nullable Tensor> tangents) {
        Tensor matrix = tangents.get(0);
        Tensor right = tangents.get(1);
        Tensor moved = right == null ? x.filled(0) : right;
        if (matrix != null) {
            Tensor triangle = Matrix.triangle(matrix, lower, 1);
            moved = moved.minus((transposed ? triangle.transpose() : triangle).matmul(x));
        }
        return Tensor.apply(this, x.operand(0), moved);
    }

    /** Of one matrix, the right-hand sides of all elements are the columns of one. */
    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        if (!operands.isMapped(0)) {
            return Matrix.columnsOfAll(operands.get(1), columns -> Tensor.apply(this, y.operand(0), columns));
        }
        return operands.leading(this);
    }
}
