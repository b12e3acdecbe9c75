package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Packing;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The factors of A [.., n, n] by elimination with pivoting, packed: made once, used by {@link LuSolve} and {@link LuLogDeterminant} of values and derivatives alike.
 *
 * <p>Those take A itself as an operand too and carry its derivative; the factors count as constants, and nothing else is to be computed from them. Cost: 2n³/3.
 */
public record LuFactors() implements Primitive {

    @Override
    public String name() {
        return "lu";
    }

    static Packing packing(int n) {
        return Packing.of(Shape.of(n, n), Shape.of(n));
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Tensor a = operands.get(0);
        Matrix.requireSquare(name(), a);
        return packing(Matrix.rows(a)).type(a.type(), Matrix.batch(a));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList((Tensor) null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
