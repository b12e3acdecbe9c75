package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * A matrix with the same singular vectors and singular values near 1.
 *
 * <pre>{@code
 * X ← M/(‖M‖_F + ε),   then n times   X ← a·X + (b·A + c·A²)·X,   A = X·Xᵀ
 * a = 3.4445,  b = −4.775,  c = 2.0315
 * }</pre>
 *
 * <p>The polynomial {@code aσ + bσ³ + cσ⁵} is steep at 0 rather than exact at 1: after five steps singular values above
 * 0.01 of the norm are within [0.68, 1.14], and stay there. Cost {@code n·2k²(2l + k)} for k rows and l ≥ k columns; a tall
 * matrix is transposed first. Zero stays zero.
 *
 * @param steps n ≥ 1
 * @param epsilon ε &gt; 0, in units of M
 * @see <a href="https://kellerjordan.github.io/posts/muon/">Jordan et al. 2024</a>
 */
public record NewtonSchulz(int steps, double epsilon) {

    private static final double A = 3.4445;
    private static final double B = -4.775;
    private static final double C = 2.0315;

    public NewtonSchulz {
        Check.atLeastOne("steps", steps);
        Check.positive("epsilon", epsilon);
    }

    /** Five steps and ε = 1e-8. */
    public NewtonSchulz() {
        this(5, 1e-8);
    }

    /** Of M, in its shape, two axes. */
    public Tensor of(Tensor matrix) {
        boolean tall = matrix.shape().extent(0) > matrix.shape().extent(1);
        Tensor wide = tall ? matrix.transpose() : matrix;
        Tensor x = wide.dividedBy(wide.square().sum().sqrt().plus(epsilon));
        for (int i = 0; i < steps; i++) {
            Tensor gram = x.matmul(x.transpose());
            Tensor factor = gram.times(B).plus(gram.matmul(gram).times(C));
            x = x.times(A).plus(factor.matmul(x));
        }
        return tall ? x.transpose() : x;
    }
}
