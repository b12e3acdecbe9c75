package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code log |det A|} from the {@link LuFactors} of A [.., n, n]: one number per matrix, −∞ where it is singular.
 *
 * <pre>{@code
 * ẏ = tr(A⁻¹ Ȧ)        Ā = ȳ A⁻ᵀ
 * }</pre>
 */
public record LuLogDeterminant() implements Primitive {

    @Override
    public String name() {
        return "log-determinant";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 2);
        Tensor a = operands.get(1);
        Matrix.requireSquare(name(), a);
        LuSolve.requireFactors(name(), operands.get(0), a);
        return new TensorType(a.type(), Matrix.batch(a));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor a = y.operand(1);
        Tensor inverse = Tensor.apply(new LuSolve(true), y.operand(0), a, Matrix.identity(a));
        return Arrays.asList(null, inverse.times(cotangent.expand(-1).expand(-1)));
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor matrix = tangents.get(1);
        return matrix == null
                ? null
                : Matrix.diagonal(Tensor.apply(new LuSolve(false), y.operand(0), y.operand(1), matrix))
                        .sum(-1);
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
