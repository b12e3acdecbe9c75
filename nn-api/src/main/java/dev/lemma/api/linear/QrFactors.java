package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Packing;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code A = Q R} of matrices [.., m, n] with m ≥ n, packed: Q [m, n] with orthonormal columns, R [n, n] upper triangular with a diagonal of at least 0.
 *
 * <pre>{@code
 * X = Ȧ R⁻¹,  C = QᵀX,  Ω = tril C − (tril C)ᵀ        Q̇ = X + Q (Ω − C)        Ṙ = (C − Ω) R
 * Ā = (Q̄ + Q sym(M)) R⁻ᵀ,  M = R R̄ᵀ − Q̄ᵀ Q,  sym the symmetric matrix with M's lower triangle        tril without the diagonal
 * }</pre>
 *
 * <p>The rules need full column rank: where a number on R's diagonal is 0 they are refused.
 *
 * @see <a href="https://arxiv.org/abs/1710.08717">Seeger, Hetzel, Dai and Lawrence 2017, Auto-differentiating linear algebra, section 4.2 (there for LQ)</a>
 */
public record QrFactors() implements Primitive {

    @Override
    public String name() {
        return "qr";
    }

    static Packing packing(int m, int n) {
        return Packing.of(Shape.of(m, n), Shape.of(n, n));
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Tensor a = operands.get(0);
        Matrix.requireMatrix(name(), a);
        if (Matrix.rows(a) < Matrix.columns(a)) {
            throw new ShapeException(name() + ": expected at least as many rows as columns, got " + a.tensorType()
                    + ": LinearAlgebra.qr takes both");
        }
        return packing(Matrix.rows(a), Matrix.columns(a)).type(a.type(), Matrix.batch(a));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor a = y.operand(0);
        Packing packing = packing(Matrix.rows(a), Matrix.columns(a));
        Tensor q = packing.parts(y).get(0);
        Tensor r = packing.parts(y).get(1);
        List<@Nullable Tensor> bars = packing.cotangents(cotangent);
        Tensor qBar = bars.get(0);
        Tensor rBar = bars.get(1);
        Tensor whole = null;
        if (rBar != null) {
            whole = r.matmul(Matrix.triangle(rBar, false, 1).transpose());
        }
        if (qBar != null) {
            Tensor turned = qBar.transpose().matmul(q).negate();
            whole = whole == null ? turned : whole.plus(turned);
        }
        if (whole == null) {
            return List.of(a.filled(0));
        }
        Tensor symmetric = Matrix.triangle(whole, true, 1)
                .plus(Matrix.triangle(whole, true, 0).transpose());
        Tensor sum = q.matmul(symmetric);
        return List.of(Matrix.divide(qBar == null ? sum : sum.plus(qBar), r, false, true));
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor a = y.operand(0);
        Packing packing = packing(Matrix.rows(a), Matrix.columns(a));
        Tensor q = packing.parts(y).get(0);
        Tensor r = packing.parts(y).get(1);
        Tensor x = Matrix.divide(Objects.requireNonNull(tangents.get(0)), r, false, false);
        Tensor c = q.transpose().matmul(x);
        Tensor below = Matrix.triangle(c, true, 0);
        Tensor omega = below.minus(below.transpose());
        return packing.pack(
                y.tensorType(), x.plus(q.matmul(omega.minus(c))), c.minus(omega).matmul(r));
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
