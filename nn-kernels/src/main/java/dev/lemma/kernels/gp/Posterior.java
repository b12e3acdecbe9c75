package dev.lemma.kernels.gp;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.special.ErrorFunction;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The normal law of the values {@code f(x₁*), …, f(x_m*)}: their mean, and their covariance, which is computed when it is asked for.
 *
 * <p>f is without noise; {@link #observed} is the law of new observations. Outputs are independent and have one covariance.
 */
public final class Posterior {

    private final Array mean;
    private final Supplier<Array> variances;
    private final Supplier<Array> covariances;
    private final double[] noise;
    private final Supplier<double[]> own;
    private @Nullable Array variance;
    private @Nullable Array covariance;

    /**
     * @param noise variances that are added
     * @param own noise variances that the model has at these points
     */
    private Posterior(
            Array mean,
            Supplier<Array> variances,
            Supplier<Array> covariances,
            double[] noise,
            Supplier<double[]> own) {
        this.own = own;
        this.mean = mean;
        this.variances = variances;
        this.covariances = covariances;
        this.noise = noise;
    }

    static Posterior of(GaussianProcess process, Array points) {
        Gram gram = process.gram();
        int m = points.shape().extent(0);
        double[] means = process.means();
        double[] mean = gram.product(points, process.points(), process.alpha()).toDoubles();
        for (int i = 0; i < mean.length; i++) {
            mean[i] += means[i % means.length];
        }
        Supplier<Array> variances = () -> {
            Array half = process.covariance().factor().solveFactor(gram.matrix(process.points(), points));
            double[] v = gram.noiselessDiagonal(points).toDoubles();
            double[] h = half.toDoubles();
            for (int place = 0; place < h.length; place += m) {
                for (int j = 0; j < m; j++) {
                    v[j] -= h[place + j] * h[place + j];
                }
            }
            for (int j = 0; j < m; j++) {
                v[j] = Math.max(0, v[j]);
            }
            return Array.vector(v);
        };
        Supplier<Array> covariances = () -> {
            Array half = process.covariance().factor().solveFactor(gram.matrix(process.points(), points));
            Program difference = Program.of(
                    Fused.executor(),
                    in -> List.of(in.get(0).minus(in.get(1).transpose().matmul(in.get(1)))));
            return symmetric(difference.call(gram.noiselessMatrix(points), half));
        };
        return new Posterior(
                Array.of(Shape.of(m).append(process.outputs()), mean),
                variances,
                covariances,
                new double[m],
                () -> own(process.prior(), gram, points));
    }

    static Posterior prior(GaussianPrior prior, Gram gram, Array points) {
        int m = points.shape().extent(0);
        double[] mean = new double[m];
        Arrays.fill(mean, prior.mean());
        return new Posterior(
                Array.vector(mean),
                () -> gram.noiselessDiagonal(points),
                () -> symmetric(gram.noiselessMatrix(points)),
                new double[m],
                () -> own(prior, gram, points));
    }

    /** The kernel's white noise, and the known noise if it is one number. */
    private static double[] own(GaussianPrior prior, Gram gram, Array points) {
        double[] with = gram.diagonal(points).toDoubles();
        double[] without = gram.noiselessDiagonal(points).toDoubles();
        double known = prior.noise().size() == 1 ? prior.noise().get(0) : 0;
        for (int i = 0; i < with.length; i++) {
            with[i] = Math.max(0, with[i] - without[i]) + known;
        }
        return with;
    }

    /**
     * The law of observations at the points, with the model's noise: that of the kernel, and the known noise if it is one for all. Where each sample has its own,
     * say which the new ones have.
     */
    public Posterior observed() {
        return observed(own.get());
    }

    private static Array symmetric(Array a) {
        int n = a.shape().extent(0);
        double[] numbers = a.toDoubles();
        for (int i = 0; i < n; i++) {
            numbers[i * (n + 1)] = Math.max(0, numbers[i * (n + 1)]);
            for (int j = 0; j < i; j++) {
                double both = 0.5 * (numbers[i * n + j] + numbers[j * n + i]);
                numbers[i * n + j] = both;
                numbers[j * n + i] = both;
            }
        }
        return Array.of(a.shape(), numbers);
    }

    /**
     * The law of observations at the points: with this noise variance, or one for each.
     *
     * @param variances at least 0
     */
    public Posterior observed(double... variances) {
        int m = noise.length;
        if (variances.length != 1 && variances.length != m) {
            throw new ShapeException(
                    "observed: expected one noise variance, or " + m + ", one for each point, got " + variances.length);
        }
        double[] more = new double[m];
        for (int i = 0; i < m; i++) {
            more[i] = noise[i] + Check.notNegative("noise", variances[variances.length == 1 ? 0 : i]);
        }
        return new Posterior(mean, () -> plain(this), () -> full(this), more, own);
    }

    private static Array plain(Posterior of) {
        Array made = of.variance;
        if (made == null) {
            made = of.variances.get();
            of.variance = made;
        }
        return made;
    }

    private static Array full(Posterior of) {
        Array made = of.covariance;
        if (made == null) {
            made = of.covariances.get();
            of.covariance = made;
        }
        return made;
    }

    // ------------------------------------------------------------------ moments

    /** The mean, [m], or [m, k] for k outputs. */
    public INDArray mean() {
        return mean.toINDArray();
    }

    /** The variance at each point, [m]. */
    public INDArray variance() {
        return varianceArray().toINDArray();
    }

    /** The covariance of all points, [m, m]. */
    public INDArray covariance() {
        return covarianceArray().toINDArray();
    }

    /** The mean, [m], or [m, k] for k outputs. */
    public Array meanArray() {
        return mean;
    }

    /** The variance at each point, [m]. */
    public Array varianceArray() {
        double[] v = plain(this).toDoubles();
        for (int i = 0; i < v.length; i++) {
            v[i] += noise[i];
        }
        return Array.vector(v);
    }

    /** The covariance of all points, [m, m]. */
    public Array covarianceArray() {
        Array c = full(this);
        int m = noise.length;
        double[] numbers = c.toDoubles();
        for (int i = 0; i < m; i++) {
            numbers[i * (m + 1)] += noise[i];
        }
        return Array.of(c.shape(), numbers);
    }

    /**
     * Half the width of the interval around the mean that has this probability, at each point: [m].
     *
     * @param probability in (0, 1), 0.95 for the usual band
     */
    public INDArray halfWidth(double probability) {
        return halfWidthArray(probability).toINDArray();
    }

    /** Half the width of the interval around the mean that has this probability, at each point: [m]. */
    public Array halfWidthArray(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability: expected a number in (0, 1), got " + probability);
        }
        double quantile = quantile(probability);
        double[] v = varianceArray().toDoubles();
        for (int i = 0; i < v.length; i++) {
            v[i] = quantile * Math.sqrt(v[i]);
        }
        return Array.vector(v);
    }

    /** z with {@code P(|Z| ≤ z) = p}: halving on {@code erf(z/√2) = p}. */
    private static double quantile(double p) {
        double low = 0;
        double high = 40;
        while (high - low > 1e-14 * Math.max(1, high)) {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high) {
                break;
            }
            if (ErrorFunction.erf(middle / Math.sqrt(2)) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    /**
     * The log density of values at the points, each by its own law: {@code Σᵢ log N(yᵢ; μᵢ, σᵢ²)}.
     *
     * @param y in the shape of the mean
     */
    public double logDensity(Array y) {
        if (!y.shape().equals(mean.shape())) {
            throw new ShapeException("logDensity: expected values " + mean.shape() + ", got " + y.shape());
        }
        Array v = varianceArray();
        int width = mean.shape().size() / noise.length;
        double sum = 0;
        for (int i = 0; i < mean.shape().size(); i++) {
            double variance = v.get(i / width);
            double error = y.get(i) - mean.get(i);
            sum += -0.5 * Math.log(2 * Math.PI * variance) - 0.5 * error * error / variance;
        }
        return sum;
    }

    // ------------------------------------------------------------------ samples

    /** Functions drawn, at the points: [count, m] or [count, m, k]. */
    public INDArray sample(Key key, int count) {
        return sampleArray(key, count).toINDArray();
    }

    /** Functions drawn, at the points: [count, m] or [count, m, k]. The i-th depends on the key and on i alone. */
    public Array sampleArray(Key key, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("sample: expected a count of at least 1, got " + count);
        }
        int m = noise.length;
        int width = mean.shape().size() / m;
        // A posterior covariance is singular up to rounding where points are close: jitter is no error here.
        Array factor = PositiveDefinite.of(
                        covarianceArray(),
                        new Jitter(1e-14, 1e-6),
                        () -> "points that lie closer together than the kernel can tell apart")
                .factor()
                .factor();
        double[] samples = new double[count * m * width];
        double[] l = factor.toDoubles();
        for (int s = 0; s < count; s++) {
            double[] z = new double[m * width];
            Randomness.normal(key.at(s), z);
            for (int i = 0; i < m; i++) {
                for (int c = 0; c < width; c++) {
                    double sum = mean.get(i * width + c);
                    for (int j = 0; j <= i; j++) {
                        sum += l[i * m + j] * z[j * width + c];
                    }
                    samples[(s * m + i) * width + c] = sum;
                }
            }
        }
        return Array.of(mean.shape().batch(count), samples);
    }
}
