package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.special.LogisticFunction;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.PenalizedMode;
import dev.lemma.kernels.solve.PositiveDefinite;
import dev.lemma.optim.descent.Minimum;
import java.util.List;

/**
 * Two classes, one latent process, the logistic function.
 *
 * <pre>{@code
 * f̂ = argmax Σ log σ(±fᵢ) − ½fᵀK⁻¹f,   W = diag σ(f̂)(1 − σ(f̂)),   B = I + W^½KW^½,   g = y − σ(f̂)
 * log p(y) ≈ −½ĝᵀf̂ + Σ log σ(±f̂ᵢ) − ½ log det B
 * f* ~ N(K*ᵀg, K** − K*ᵀ(K + W⁻¹)⁻¹K*)
 * }</pre>
 *
 * <p>Probabilities are the integral of σ against that normal law, by the trapezoidal rule, which is exact to rounding here. (Sums of error functions, as scikit-learn has them, are off by
 * 5e-5.)
 */
final class BinaryLaplace implements GaussianClassifier {

    /** Half the range of the rule, in standard deviations: what lies beyond is below 1e-19. */
    private static final double RANGE = 9;

    private final Gram gram;
    private final Array x;
    private final int[] labels;
    private final Array k;
    private final PenalizedMode mode;
    private final List<Minimum> search;

    BinaryLaplace(Gram gram, Array x, int[] labels, List<Minimum> search) {
        this.gram = gram;
        this.x = x;
        this.labels = labels;
        this.search = search;
        this.k = gram.matrix(x);
        this.mode = PenalizedMode.of(k, this::terms, () -> Samples.likelyCause(x));
    }

    private double terms(double[] f, double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
            double sign = 2 * labels[i] - 1;
            double p = LogisticFunction.sigmoid(f[i]);
            sum -= LogisticFunction.logSigmoid(sign * f[i]);
            first[i] = p - labels[i];
            second[i] = p * LogisticFunction.sigmoid(-f[i]);
        }
        return sum;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public Kernel kernel() {
        return gram.kernel();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return gram.hyperparameters(x.shape().extent(1));
    }

    @Override
    public List<Minimum> search() {
        return List.copyOf(search);
    }

    @Override
    public Array mode() {
        return Array.vector(mode.values());
    }

    @Override
    public double logEvidence() {
        return -mode.value() - 0.5 * mode.system().logDeterminant();
    }

    @Override
    public Evidence.Value evidence() {
        int n = labels.length;
        double[] root = mode.rootCurvatures();
        double[] a = mode.coefficients();
        double[] f = mode.values();
        // R = (K + W⁻¹)⁻¹ = W^½B⁻¹W^½, and V with K − VᵀV = (K⁻¹ + W)⁻¹
        double[] r = (double[]) mode.system().factor().inverse().storage();
        double[] half = scaledRows(k, root);
        double[] v =
                mode.system().factor().solveFactor(Array.of(k.shape(), half)).toDoubles();
        double[] posterior = new double[n];
        for (int i = 0; i < n; i++) {
            posterior[i] = k.get(i * (n + 1));
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                posterior[i] -= v[j * n + i] * v[j * n + i];
            }
        }
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            double p = LogisticFunction.sigmoid(f[i]);
            // ∂(−½ log det B)/∂fᵢ = −½ Σᵢᵢ ∂Wᵢᵢ/∂fᵢ
            s[i] = -0.5 * posterior[i] * p * (1 - p) * (1 - 2 * p);
            for (int j = 0; j < n; j++) {
                r[i * n + j] *= root[i] * root[j];
            }
        }
        // t = (I + WK)⁻¹s = s − R K s
        double[] ks = PositiveDefinite.times(k, s);
        double[] rks = PositiveDefinite.times(Array.of(k.shape(), r), ks);
        double[] weights = r;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double ti = s[i] - rks[i];
                double tj = s[j] - rks[j];
                weights[i * n + j] = 0.5 * (a[i] * a[j] - r[i * n + j] + ti * a[j] + tj * a[i]);
            }
        }
        return new Evidence.Value(logEvidence(), gram.parameterGradient(x, Array.of(k.shape(), weights)));
    }

    private static double[] scaledRows(Array k, double[] root) {
        double[] scaled = k.toDoubles();
        int columns = k.shape().extent(1);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= root[i / columns];
        }
        return scaled;
    }

    @Override
    public ClassPrediction predict(Array xNew) {
        Array points = Samples.points("x", xNew);
        int m = points.shape().extent(0);
        Array across = gram.matrix(x, points);
        Array mean = gram.product(points, x, Array.vector(mode.coefficients()));
        double[] v = mode.system()
                .factor()
                .solveFactor(Array.of(across.shape(), scaledRows(across, mode.rootCurvatures())))
                .toDoubles();
        double[] variance = gram.noiselessDiagonal(points).toDoubles();
        for (int place = 0; place < v.length; place++) {
            variance[place % m] -= v[place] * v[place];
        }
        double[] p = new double[2 * m];
        for (int i = 0; i < m; i++) {
            variance[i] = Math.max(0, variance[i]);
            p[2 * i + 1] = averaged(mean.get(i), Math.sqrt(variance[i]));
            p[2 * i] = averaged(-mean.get(i), Math.sqrt(variance[i]));
        }
        return new ClassPrediction(Array.of(Shape.of(m, 2), p), mean, Array.vector(variance));
    }

    /** {@code ∫ σ(z) N(z; mean, deviation²) dz}. */
    static double averaged(double mean, double deviation) {
        int steps = 200 + (int) Math.min(20_000, 100 * deviation);
        double h = 2 * RANGE / steps;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i <= steps; i++) {
            double z = -RANGE + i * h;
            double weight = Math.exp(-0.5 * z * z);
            weights += weight;
            sum += weight * LogisticFunction.sigmoid(mean + deviation * z);
        }
        return sum / weights;
    }
}
