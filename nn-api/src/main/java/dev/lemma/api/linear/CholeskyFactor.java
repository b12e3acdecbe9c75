package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code A = L Lᵀ ↦ L} for symmetric positive definite A [.., n, n]: lower triangular, its diagonal above 0.
 *
 * <pre>{@code
 * L̇ = L Φ(L⁻¹ Ȧ L⁻ᵀ)        Ā = ½(S + Sᵀ), S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹        Φ: the lower triangle, half the diagonal
 * }</pre>
 *
 * <p>Tangents are taken by their symmetric part, and cotangents are symmetric: the derivative of a function of symmetric matrices. Cost: n³/3; each rule about 2n³.
 *
 * @see <a href="https://arxiv.org/abs/1602.07527">Murray 2016, Differentiation of the Cholesky decomposition, equations 8 and 10</a>
 */
public record CholeskyFactor() implements Primitive {

    @Override
    public String name() {
        return "cholesky";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Matrix.requireSquare(name(), operands.get(0));
        return operands.get(0).tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor l, Tensor cotangent) {
        Tensor phi = Matrix.triangle(l.transpose().matmul(Matrix.triangle(cotangent, true, 1)), true, 0.5);
        Tensor half = Tensor.apply(new TriangularSolve(true, true), l, phi);
        return List.of(Matrix.symmetric(Matrix.divide(half, l, true, false)));
    }

    @Override
    public Tensor jvp(Tensor l, List<@Nullable Tensor> tangents) {
        Tensor a = Matrix.symmetric(Objects.requireNonNull(tangents.get(0)));
        Tensor half = Tensor.apply(new TriangularSolve(true, false), l, a);
        return l.matmul(Matrix.triangle(Matrix.divide(half, l, true, true), true, 0.5));
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
