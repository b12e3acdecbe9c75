package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code X = op(A)⁻¹ B} from the {@link LuFactors} of A, A [.., n, n] and B [.., n, k], {@code op(A) = A} or {@code Aᵀ}.
 *
 * <pre>{@code
 * Ẋ = op(A)⁻¹ (Ḃ − op(Ȧ) X)        B̄ = op(A)⁻ᵀ X̄        Ā = −B̄ Xᵀ, or −X B̄ᵀ where op transposes
 * }</pre>
 *
 * <p>Cost: 2n²k. Derivatives use the same factors.
 *
 * @param transposed whether to solve with {@code Aᵀ}
 */
public record LuSolve(boolean transposed) implements Primitive {

    @Override
    public String name() {
        return "solve";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 3);
        Tensor a = operands.get(1);
        TensorType type = Matrix.solution(name(), a, operands.get(2));
        requireFactors(name(), operands.get(0), a);
        return type;
    }

    static void requireFactors(String name, Tensor factors, Tensor a) {
        if (!factors.tensorType().equals(LuFactors.packing(Matrix.rows(a)).type(a.type(), Matrix.batch(a)))) {
            throw new ShapeException(
                    name + ": factors " + factors.tensorType() + " are not those of " + a.tensorType());
        }
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor x, Tensor cotangent) {
        Tensor right = Tensor.apply(new LuSolve(!transposed), x.operand(0), x.operand(1), cotangent);
        Tensor matrix = transposed ? x.matmul(right.transpose()) : right.matmul(x.transpose());
        return Arrays.asList(null, matrix.negate(), right);
    }

    @Override
    public @Nullable Tensor jvp(Tensor x, List<@Nullable Tensor> tangents) {
        Tensor matrix = tangents.get(1);
        Tensor right = tangents.get(2);
        if (matrix == null && right == null) {
            return null;
        }
        Tensor moved = right == null ? x.filled(0) : right;
        if (matrix != null) {
            moved = moved.minus((transposed ? matrix.transpose() : matrix).matmul(x));
        }
        return Tensor.apply(this, x.operand(0), x.operand(1), moved);
    }

    /** Of one matrix, the right-hand sides of all elements are the columns of one. */
    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        if (!operands.isMapped(0) && !operands.isMapped(1)) {
            return Matrix.columnsOfAll(
                    operands.get(2), columns -> Tensor.apply(this, y.operand(0), y.operand(1), columns));
        }
        return operands.leading(this);
    }
}
