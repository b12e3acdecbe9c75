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
 * {@code A = V diag(λ) Vᵀ} of symmetric matrices [.., n, n], packed: λ [n] ascending, V [n, n]; the first entry of largest magnitude of each column of V is positive.
 *
 * <pre>{@code
 * C = Vᵀ Ȧ V        λ̇ = diag C        V̇ = V (F ∘ C)        Fᵢⱼ = 1/(λⱼ − λᵢ), 0 on the diagonal
 * Ā = ½(S + Sᵀ),  S = V (diag λ̄ + F ∘ (Vᵀ V̄)) Vᵀ
 * }</pre>
 *
 * <p>Tangents are taken by their symmetric part, and cotangents are symmetric. Where eigenvalues are equal their vectors have no derivative, and a cotangent or tangent that turns them among themselves
 * gives infinities; values and cotangents of vectors that do not are not touched by that. (λ alone has a derivative as far as its cotangents agree on equal eigenvalues; else what comes out is one of the one-sided ones.)
 *
 * @see <a href="https://people.maths.ox.ac.uk/gilesm/files/NA-08-01.pdf">Giles 2008, An extended collection of matrix derivative results, section 3.1</a>
 */
public record EigenFactors() implements Primitive {

    @Override
    public String name() {
        return "symmetric-eigen";
    }

    static Packing packing(int n) {
        return Packing.of(Shape.of(n), Shape.of(n, n));
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Matrix.operands(name(), operands, 1);
        Tensor a = operands.get(0);
        Matrix.requireSquare(name(), a);
        return packing(Matrix.rows(a)).type(a.type(), Matrix.batch(a));
    }

    /** {@code F ∘ X} for {@code F = 1/gap} off the diagonal; 0 where X is, whatever the gap. */
    static Tensor overGaps(Tensor x, Tensor gaps) {
        Tensor outside = Matrix.triangle(x, true, 0).plus(Matrix.triangle(x, false, 0));
        Tensor free = outside.equalTo(0).times(gaps.equalTo(0));
        return outside.dividedBy(gaps.plus(free));
    }

    /** {@code vⱼ − vᵢ} at (i, j). */
    static Tensor gaps(Tensor v) {
        return v.expand(-2).minus(v.expand(-1));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor a = y.operand(0);
        Packing packing = packing(Matrix.rows(a));
        Tensor values = packing.parts(y).get(0);
        Tensor vectors = packing.parts(y).get(1);
        List<@Nullable Tensor> bars = packing.cotangents(cotangent);
        Tensor valuesBar = bars.get(0);
        Tensor vectorsBar = bars.get(1);
        Tensor result = null;
        if (valuesBar != null) {
            result = vectors.times(valuesBar.expand(-2)).matmul(vectors.transpose());
        }
        if (vectorsBar != null) {
            Tensor turn = vectors.transpose().matmul(vectorsBar);
            // F is antisymmetric and the result is made symmetric: only the antisymmetric part counts.
            Tensor inner = overGaps(turn.minus(turn.transpose()).times(0.5), gaps(values));
            Tensor turned = vectors.matmul(inner).matmul(vectors.transpose());
            result = result == null ? turned : result.plus(turned);
        }
        return List.of(result == null ? a.filled(0) : Matrix.symmetric(result));
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor a = y.operand(0);
        Packing packing = packing(Matrix.rows(a));
        Tensor values = packing.parts(y).get(0);
        Tensor vectors = packing.parts(y).get(1);
        Tensor c = vectors.transpose()
                .matmul(Matrix.symmetric(Objects.requireNonNull(tangents.get(0))))
                .matmul(vectors);
        return packing.pack(y.tensorType(), Matrix.diagonal(c), vectors.matmul(overGaps(c, gaps(values))));
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
