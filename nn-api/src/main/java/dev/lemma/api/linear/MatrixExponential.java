package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code eᴬ = Σ Aᵏ/k!} of matrices [.., n, n].
 *
 * <pre>{@code
 * exp [A Ȧ; 0 A] = [eᴬ L(A, Ȧ); 0 eᴬ]        ẏ = L(A, Ȧ)        Ā = L(Aᵀ, ȳ)
 * }</pre>
 *
 * <p>Cost: (12 + 2s)n³ with {@code 2ˢ} of the size of A's norm; each rule eight times that.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898717778">Higham 2008, Functions of Matrices, equation 3.16 and section 10.3</a>
 */
public record MatrixExponential() implements Primitive {

    @Override
    public String name() {
        return "matrix-exponential";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Matrix.requireSquare(name(), operands.get(0));
        return operands.get(0).tensorType();
    }

    private Tensor derivative(Tensor a, Tensor direction) {
        int n = Matrix.rows(a);
        Tensor upper = Tensor.concat(-1, a, direction);
        Tensor lower = Tensor.concat(-1, a.filled(0), a);
        return Tensor.apply(this, Tensor.concat(-2, upper, lower))
                .slice(-2, 0, n)
                .slice(-1, n, 2 * n);
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(derivative(y.operand(0).transpose(), cotangent));
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return derivative(y.operand(0), Objects.requireNonNull(tangents.get(0)));
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
