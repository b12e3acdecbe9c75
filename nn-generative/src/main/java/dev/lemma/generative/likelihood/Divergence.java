package dev.lemma.generative.likelihood;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/** The divergence {@code Σⱼ ∂uⱼ/∂xⱼ} of a field whose value at a row depends on that row alone. */
public final class Divergence {

    private static final int UNROLLED = 8;

    private Divergence() {}

    /**
     * Exactly: one derivative along each axis, d in all.
     *
     * @param u the field at x, [n, d]
     * @param x [n, d]
     * @return [n]
     */
    public static Tensor exact(Tensor u, Tensor x) {
        int n = x.shape().extent(0);
        int d = x.shape().extent(1);
        if (d <= UNROLLED) {
            Tensor sum = null;
            for (int j = 0; j < d; j++) {
                Tensor unit = Tensor.range(x.type(), d).equalTo(j).broadcast(x.shape());
                Tensor part = Derivatives.jvp(u, x, unit).at(1, j);
                sum = sum == null ? part : sum.plus(part);
            }
            return java.util.Objects.requireNonNull(sum, "x has no columns");
        }
        Tensor zero = Tensor.full(x.type(), Shape.of(n), 0);
        return Loop.of(d, List.of(zero), List.of(Tensor.range(x.type(), d)), (carry, row) -> {
                    Tensor unit = Tensor.range(x.type(), d).equalTo(row.get(0)).broadcast(x.shape());
                    Tensor part = Derivatives.jvp(u, x, unit).times(unit).sum(1);
                    return new Loop.Step(List.of(carry.get(0).plus(part)), List.of());
                })
                .carry()
                .get(0);
    }

    /**
     * Along a probe v with E vvᵀ = I: {@code vᵀ (∂u/∂x) v}, whose mean is the divergence (Hutchinson).
     *
     * @param probe [n, d]
     * @return [n]
     */
    public static Tensor along(Tensor u, Tensor x, Tensor probe) {
        return Derivatives.jvp(u, x, probe).times(probe).sum(1);
    }
}
