package dev.lemma.kernels.dynamics;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.linear.SymmetricEigen;
import java.util.List;

/**
 * The eigen-decomposition {@code H = V diag(λ) Vᵀ} of a kernel matrix on training points, from which predictions of any {@link Propagation} follow.
 *
 * <p>Eigenvalues below {@code n·ε·λ_max} are rounding and count as 0. Cost: O(n³) once, then O(n²) per column of targets.
 */
public final class KernelSpectrum {

    private final Array values;
    private final Array vectors;
    private final double ridge;
    private final Program predict;
    private final Program ensemble;

    private KernelSpectrum(Array values, Array vectors, double ridge) {
        this.values = values;
        this.vectors = vectors;
        this.ridge = ridge;
        this.predict = Program.of(
                Fused.executor(),
                in -> List.of(in.get(0)
                        .matmul(in.get(1)
                                .matmul(in.get(2)
                                        .expand(-1)
                                        .times(in.get(1).transpose().matmul(in.get(3)))))));
        this.ensemble = Program.of(Fused.executor(), KernelSpectrum::law);
    }

    /** The spectrum of a symmetric positive semi-definite matrix. */
    public static KernelSpectrum of(Array h) {
        return of(h, 0);
    }

    /**
     * The spectrum of {@code H + r·mean(diag H)·I}.
     *
     * @param ridge r ≥ 0, in proportion to the mean of the diagonal
     */
    public static KernelSpectrum of(Array h, double ridge) {
        if (h.shape().rank() != 2
                || h.shape().extent(0) != h.shape().extent(1)
                || h.shape().extent(0) == 0) {
            throw new ShapeException(
                    "kernel spectrum: expected a square matrix of at least one point, got " + h.shape());
        }
        if (!(ridge >= 0) || Double.isInfinite(ridge)) {
            throw new IllegalArgumentException("kernel spectrum: expected a finite ridge of at least 0, got " + ridge);
        }
        int n = h.shape().extent(0);
        double[] matrix = h.toDoubles();
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[i * n + i];
        }
        for (int i = 0; i < n; i++) {
            matrix[i * n + i] += ridge * trace / n;
        }
        SymmetricEigen eigen = SymmetricEigen.of(Array.of(Shape.of(n, n), matrix));
        double[] values = eigen.values().toDoubles();
        double least = n * Math.ulp(1.0) * Math.max(0, values[n - 1]);
        for (int i = 0; i < n; i++) {
            values[i] = values[i] <= least ? 0 : values[i];
        }
        return new KernelSpectrum(Array.vector(values), eigen.vectors(), ridge);
    }

    /** The eigenvalues, ascending. */
    public double[] values() {
        return values.toDoubles();
    }

    /** The largest eigenvalue. */
    public double largest() {
        return values.get(values.shape().size() - 1);
    }

    /** The ridge, in proportion to the mean of the diagonal. */
    public double ridge() {
        return ridge;
    }

    private Array phi(Propagation training) {
        double[] phi = values.toDoubles();
        for (int i = 0; i < phi.length; i++) {
            phi[i] = training.phi(phi[i]);
        }
        return Array.vector(phi);
    }

    /**
     * {@code k_xX φ(H) r}: what training adds to the predictions at x.
     *
     * @param cross the kernel between x and the training points, [m, n]
     * @param residual {@code y − f₀} at the training points, [n, k]
     */
    public Array moved(Propagation training, Array cross, Array residual) {
        return predict.call(cross.as(DType.FLOAT64), vectors, phi(training), residual.as(DType.FLOAT64));
    }

    /** {@code ½ Σ (f − y)²} at the training points, by eigenvalues: it falls monotonically under a flow. */
    public double risk(Propagation training, Array residual) {
        int n = values.shape().size();
        int k = residual.shape().size() / n;
        double risk = 0;
        for (int i = 0; i < n; i++) {
            double remaining = training.remaining(values.get(i));
            for (int o = 0; o < k; o++) {
                double along = 0;
                for (int j = 0; j < n; j++) {
                    along += vectors.get(j * n + i) * residual.get(j * k + o);
                }
                risk += 0.5 * remaining * remaining * along * along;
            }
        }
        return risk;
    }

    /**
     * Mean and covariance at test points of functions that start as a centred Gaussian process with covariance K and are trained in the kernel of this spectrum:
     *
     * <pre>{@code
     * P = Θ_tX φ(Θ_XX)     mean = P y     covariance = K_tt + P K_XX Pᵀ − P K_Xt − K_tX Pᵀ
     * }</pre>
     */
    public EnsembleLaw ensemble(
            Propagation training, Array thetaCross, Array targets, Array train, Array cross, Array test) {
        List<Array> law = ensemble.callAll(List.of(
                thetaCross.as(DType.FLOAT64),
                vectors,
                phi(training),
                targets.as(DType.FLOAT64),
                train.as(DType.FLOAT64),
                cross.as(DType.FLOAT64),
                test.as(DType.FLOAT64)));
        return new EnsembleLaw(law.get(0), law.get(1));
    }

    private static List<Tensor> law(List<Tensor> in) {
        Tensor v = in.get(1);
        Tensor p = in.get(0).matmul(v).times(in.get(2)).matmul(v.transpose());
        Tensor crossed = p.matmul(in.get(5).transpose());
        Tensor covariance = in.get(6)
                .plus(p.matmul(in.get(4)).matmul(p.transpose()))
                .minus(crossed)
                .minus(crossed.transpose());
        return List.of(p.matmul(in.get(3)), covariance);
    }
}
