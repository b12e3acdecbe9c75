package dev.lemma.kernels.features;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.kernels.Gram;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Nyström features: {@code φ(x) = Λ^−½Uᵀ k(Z, x)} with {@code K_ZZ = U Λ Uᵀ}.
 *
 * <p>{@code ⟨φ(x), φ(x′)⟩ = k(x, Z) K_ZZ⁻¹ k(Z, x′)} is the kernel of the functions projected onto the span of {@code k(·, zⱼ)}: exact at the centres, and never above k on the diagonal. Directions with an eigenvalue below the
 * tolerance times the largest are left out.
 *
 * @param kernel k
 * @param centres Z, [m, d]
 * @param map {@code UΛ^−½}, [m, r]
 * @see <a href="https://papers.nips.cc/paper/1866">Williams and Seeger 2001</a>
 */
public record Nystrom(Kernel kernel, Array centres, Array map) implements FeatureMap {

    private static final double TOLERANCE = 1e-12;

    public Nystrom {
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(centres, "centres");
        Objects.requireNonNull(map, "map");
    }

    /** The features of some centres, [m, d]. */
    public static Nystrom of(Kernel kernel, Array centres) {
        Array z = centres.as(DType.FLOAT64);
        SymmetricEigen eigen = SymmetricEigen.of(Gram.of(kernel).noiselessMatrix(z));
        int m = z.shape().extent(0);
        double largest = eigen.values().get(m - 1);
        int rank = 0;
        while (rank < m && eigen.values().get(m - 1 - rank) > TOLERANCE * largest) {
            rank++;
        }
        double[] map = new double[m * rank];
        for (int i = 0; i < m; i++) {
            for (int r = 0; r < rank; r++) {
                map[i * rank + r] = eigen.vectors().get(i * m + m - 1 - r)
                        / Math.sqrt(eigen.values().get(m - 1 - r));
            }
        }
        return new Nystrom(kernel, z, Array.of(Shape.of(m, rank), map));
    }

    /** The features of m centres drawn uniformly from x. */
    public static Nystrom uniform(Kernel kernel, Array x, int m, Key key) {
        return of(kernel, x.rows(Centres.uniform(x.shape().extent(0), m, key)));
    }

    /** The features of m centres drawn by their leverage at a penalty, from a sketch of as many points. */
    public static Nystrom byLeverage(Kernel kernel, Array x, int m, double penalty, Key key) {
        Check.positive("penalty", penalty);
        double[] scores = Centres.approximateLeverageScores(kernel, x, penalty, m, key.of("sketch"));
        return of(kernel, x.rows(Centres.byScores(scores, m, key.of("centres"))));
    }

    /** The features of m centres drawn uniformly from x. */
    public static Nystrom uniform(Kernel kernel, INDArray x, int m, Key key) {
        return uniform(kernel, Array.of(x), m, key);
    }

    @Override
    public Tensor map(Tensor rows) {
        Tensor z = Tensor.literal(centres.as(rows.type()));
        return Hyperparameters.values(kernel, Pairs.all(rows, z)).matmul(Tensor.literal(map.as(rows.type())));
    }
}
