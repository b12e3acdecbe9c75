package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Packing;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code A = U diag(σ) Vᵀ} of matrices [.., m, n], packed: U [m, k], σ [k] descending, Vᵀ [k, n], k = min(m, n); the first entry of largest magnitude of each column of U is positive.
 *
 * <pre>{@code
 * C = Uᵀ Ȧ V        σ̇ = diag C        Fᵢⱼ = 1/(σⱼ² − σᵢ²), 0 on the diagonal        S = diag σ
 * U̇ = U (F ∘ (C S + S Cᵀ)) + (I − UUᵀ) Ȧ V S⁻¹        V̇ = V (F ∘ (S C + Cᵀ S)) + (I − VVᵀ) Ȧᵀ U S⁻¹
 * Ā = U (diag σ̄ + (F ∘ (UᵀŪ − ŪᵀU)) S + S (F ∘ (VᵀV̄ − V̄ᵀV))) Vᵀ + (I − UUᵀ) Ū S⁻¹ Vᵀ + U S⁻¹ V̄ᵀ (I − VVᵀ)
 * }</pre>
 *
 * <p>Singular values alone have a derivative where they are apart and above 0. Vectors of equal singular values have none, nor (where m ≠ n) those of the singular value 0: infinities there.
 *
 * @see <a href="https://j-towns.github.io/papers/svd-derivative.pdf">Townsend 2016, Differentiating the singular value decomposition</a>
 */
public record SingularFactors() implements Primitive {

    @Override
    public String name() {
        return "svd";
    }

    static Packing packing(int m, int n) {
        int k = Math.min(m, n);
        return Packing.of(Shape.of(m, k), Shape.of(k), Shape.of(k, n));
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Tensor a = operands.get(0);
        Matrix.requireMatrix(name(), a);
        return packing(Matrix.rows(a), Matrix.columns(a)).type(a.type(), Matrix.batch(a));
    }

    /** {@code σⱼ² − σᵢ²} at (i, j). */
    private static Tensor gaps(Tensor sigma) {
        return EigenFactors.gaps(sigma).times(sigma.expand(-2).plus(sigma.expand(-1)));
    }

    /** {@code X − Q Qᵀ X}. */
    private static Tensor outside(Tensor q, Tensor x) {
        return x.minus(q.matmul(q.transpose().matmul(x)));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor a = y.operand(0);
        int m = Matrix.rows(a);
        int n = Matrix.columns(a);
        Packing packing = packing(m, n);
        List<Tensor> parts = packing.parts(y);
        Tensor u = parts.get(0);
        Tensor sigma = parts.get(1);
        Tensor vt = parts.get(2);
        List<@Nullable Tensor> bars = packing.cotangents(cotangent);
        Tensor uBar = bars.get(0);
        Tensor sigmaBar = bars.get(1);
        Tensor vtBar = bars.get(2);
        Tensor sum = null;
        if (sigmaBar != null) {
            sum = u.times(sigmaBar.expand(-2)).matmul(vt);
        }
        if (uBar != null) {
            Tensor turn = u.transpose().matmul(uBar);
            Tensor inner = EigenFactors.overGaps(turn.minus(turn.transpose()), gaps(sigma))
                    .times(sigma.expand(-2));
            Tensor term = u.matmul(inner);
            if (m > n) {
                term = term.plus(outside(u, uBar.dividedBy(sigma.expand(-2))));
            }
            term = term.matmul(vt);
            sum = sum == null ? term : sum.plus(term);
        }
        if (vtBar != null) {
            Tensor turn = vt.matmul(vtBar.transpose());
            Tensor inner = EigenFactors.overGaps(turn.minus(turn.transpose()), gaps(sigma))
                    .times(sigma.expand(-1));
            Tensor term = inner.matmul(vt);
            if (n > m) {
                Tensor scaled = vtBar.dividedBy(sigma.expand(-1));
                term = term.plus(outside(vt.transpose(), scaled.transpose()).transpose());
            }
            term = u.matmul(term);
            sum = sum == null ? term : sum.plus(term);
        }
        return List.of(sum == null ? a.filled(0) : sum);
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor a = y.operand(0);
        int m = Matrix.rows(a);
        int n = Matrix.columns(a);
        Packing packing = packing(m, n);
        List<Tensor> parts = packing.parts(y);
        Tensor u = parts.get(0);
        Tensor sigma = parts.get(1);
        Tensor v = parts.get(2).transpose();
        Tensor moved = Objects.requireNonNull(tangents.get(0));
        Tensor c = u.transpose().matmul(moved).matmul(v);
        Tensor right = c.times(sigma.expand(-2)); // C S
        Tensor left = c.times(sigma.expand(-1)); // S C
        Tensor uDot = u.matmul(EigenFactors.overGaps(right.plus(right.transpose()), gaps(sigma)));
        Tensor vDot = v.matmul(EigenFactors.overGaps(left.plus(left.transpose()), gaps(sigma)));
        if (m > n) {
            uDot = uDot.plus(outside(u, moved.matmul(v)).dividedBy(sigma.expand(-2)));
        }
        if (n > m) {
            vDot = vDot.plus(outside(v, moved.transpose().matmul(u)).dividedBy(sigma.expand(-2)));
        }
        return packing.pack(y.tensorType(), uDot, Matrix.diagonal(c), vDot.transpose());
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
