package dev.lemma.generative.oracle;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.internal.Spectrum;
import dev.lemma.generative.process.Moment;
import java.util.ArrayList;
import java.util.List;

/**
 * A mixture of K Gaussians in d dimensions, K = 1 included:
 *
 * <pre>{@code
 * q₀ = Σₖ wₖ N(mₖ, Sₖ)        q_t = Σₖ wₖ N(a mₖ, Cₖ),  Cₖ = a² Sₖ + v I
 * sₖ = −Cₖ⁻¹ (x − a mₖ)        rₖ = wₖ N(x; a mₖ, Cₖ)/q_t(x)
 * score = Σ rₖ sₖ              divergence = Σ rₖ (‖sₖ‖² − tr Cₖ⁻¹) − ‖score‖²
 * x₀ | x ~ Σ rₖ N(mₖ + a Sₖ Cₖ⁻¹ (x − a mₖ),  v Sₖ Cₖ⁻¹)
 * }</pre>
 *
 * <p>In the eigenvectors of Sₖ everything is a division; the sum over k is a log-sum-exp, so points far out are no trouble. Sₖ may be singular wherever
 * v &gt; 0. Cost per point: K products with a d×d matrix.
 */
public final class GaussianMixture implements DataLaw {

    private final double[] weights;
    private final double[][] means;
    private final double[][] spreads;
    private final double[][][] axes;

    private GaussianMixture(double[] weights, double[][] means, double[][][] covariances) {
        if (weights.length == 0 || weights.length != means.length || weights.length != covariances.length) {
            throw new IllegalArgumentException("mixture: expected as many weights as means and covariances, got "
                    + weights.length + ", " + means.length + " and " + covariances.length);
        }
        int d = means[0].length;
        double total = 0;
        for (double weight : weights) {
            total += Check.positive("weight", weight);
        }
        this.weights = weights.clone();
        this.means = means.clone();
        this.spreads = new double[weights.length][];
        this.axes = new double[weights.length][][];
        for (int k = 0; k < weights.length; k++) {
            this.weights[k] /= total;
            if (means[k].length != d || covariances[k].length != d) {
                throw new ShapeException("mixture: component " + k + " has a mean of " + means[k].length
                        + " and a covariance of " + covariances[k].length + " rows, expected " + d);
            }
            requireSymmetric(k, covariances[k]);
            Spectrum eigen = Spectrum.of(covariances[k]);
            double largest = 0;
            for (double value : eigen.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            spreads[k] = eigen.values();
            for (int j = 0; j < d; j++) {
                if (spreads[k][j] < -1e-12 * largest) {
                    throw new IllegalArgumentException("mixture: covariance " + k
                            + " is not positive semi-definite: it has the eigenvalue " + spreads[k][j]);
                }
                spreads[k][j] = Math.max(0, spreads[k][j]);
            }
            axes[k] = eigen.vectors();
        }
    }

    private static void requireSymmetric(int k, double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            if (matrix[i].length != matrix.length) {
                throw new ShapeException("mixture: covariance " + k + " is not square");
            }
            for (int j = 0; j < i; j++) {
                double scale = Math.abs(matrix[i][i]) + Math.abs(matrix[j][j]);
                if (!(Math.abs(matrix[i][j] - matrix[j][i]) <= 1e-12 * scale)) {
                    throw new IllegalArgumentException("mixture: covariance " + k + " is not symmetric: entries " + i
                            + ", " + j + " are " + matrix[i][j] + " and " + matrix[j][i]);
                }
            }
        }
    }

    /** One Gaussian. */
    public static GaussianMixture gaussian(double[] mean, double[][] covariance) {
        return new GaussianMixture(new double[] {1}, new double[][] {mean}, new double[][][] {covariance});
    }

    /** One Gaussian with independent coordinates of one deviation. */
    public static GaussianMixture gaussian(double[] mean, double deviation) {
        return gaussian(mean, multiple(mean.length, Check.notNegative("deviation", deviation)));
    }

    /** Weights, which are divided by their sum, means [K][d] and covariances [K][d][d]. */
    public static GaussianMixture of(double[] weights, double[][] means, double[][][] covariances) {
        return new GaussianMixture(weights, means, covariances);
    }

    /** Equal weights, and independent coordinates of one deviation around each mean. */
    public static GaussianMixture of(double[][] means, double deviation) {
        double[] weights = new double[means.length];
        java.util.Arrays.fill(weights, 1);
        double[][][] covariances = new double[means.length][][];
        for (int k = 0; k < means.length; k++) {
            covariances[k] = multiple(means[k].length, Check.notNegative("deviation", deviation));
        }
        return new GaussianMixture(weights, means, covariances);
    }

    /** The Gaussian with mean and covariance (divided by n) of the rows of samples. */
    public static GaussianMixture fit(Array samples) {
        int n = samples.shape().extent(0);
        int d = samples.shape().size() / Math.max(1, n);
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += samples.get(i * d + j) / n;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                double deviation = samples.get(i * d + j) - mean[j];
                for (int k = 0; k <= j; k++) {
                    covariance[j][k] += deviation * (samples.get(i * d + k) - mean[k]) / n;
                }
            }
        }
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < j; k++) {
                covariance[k][j] = covariance[j][k];
            }
        }
        return gaussian(mean, covariance);
    }

    private static double[][] multiple(int d, double deviation) {
        double[][] matrix = new double[d][d];
        for (int i = 0; i < d; i++) {
            matrix[i][i] = deviation * deviation;
        }
        return matrix;
    }

    /** d. */
    public int dimension() {
        return means[0].length;
    }

    /** K. */
    public int components() {
        return weights.length;
    }

    @Override
    public Shape sample() {
        return Shape.of(dimension());
    }

    private static Tensor vector(DType type, double[] values) {
        return Tensor.literal(Array.vector(values).as(type));
    }

    /** Component k at x: coordinates along the axes of Sₖ and the variances there. */
    private final class Component {

        final int k;
        final Tensor spread;
        final Tensor along;
        final Tensor variance;
        final Tensor axesOf;
        final Moment at;

        Component(int k, Tensor x, Moment at) {
            DType type = x.type();
            this.k = k;
            this.at = at;
            this.spread = vector(type, spreads[k]);
            this.axesOf = Tensor.literal(Array.matrix(axes[k]).as(type));
            this.along = x.minus(vector(type, means[k]).times(at.scale())).matmul(axesOf);
            this.variance =
                    spread.times(at.scale().square()).plus(at.variance()).broadcast(x.shape());
        }

        Tensor logDensity() {
            double d = dimension();
            return along.square()
                    .dividedBy(variance)
                    .plus(variance.log())
                    .sum(1)
                    .times(-0.5)
                    .plus(Math.log(weights[k]) - 0.5 * d * Math.log(2 * Math.PI));
        }

        Tensor score() {
            return along.dividedBy(variance).negate().matmul(axesOf.transpose());
        }

        Tensor mean() {
            return along.times(spread)
                    .times(at.scale())
                    .dividedBy(variance)
                    .matmul(axesOf.transpose())
                    .plus(vector(along.type(), means[k]));
        }

        /** Along the axes: [N, d]. */
        Tensor posteriorSpread() {
            return spread.times(at.variance()).dividedBy(variance);
        }
    }

    private List<Component> components(Tensor x, Moment at) {
        if (x.rank() != 2 || x.shape().extent(1) != dimension()) {
            throw new ShapeException("mixture: expected points [N, " + dimension() + "], got " + x.shape());
        }
        List<Component> all = new ArrayList<>();
        for (int k = 0; k < weights.length; k++) {
            all.add(new Component(k, x, at));
        }
        return all;
    }

    /** The logarithms of the weighted densities: [N, K]. */
    private static Tensor logDensities(List<Component> all) {
        return Tensor.stack(1, all.stream().map(Component::logDensity).toList());
    }

    private static Tensor mixed(List<Component> all, java.util.function.Function<Component, Tensor> part) {
        if (all.size() == 1) {
            return part.apply(all.get(0));
        }
        Tensor shares = logDensities(all).softmax(1);
        Tensor sum = null;
        for (Component component : all) {
            Tensor value = part.apply(component);
            Tensor share = shares.at(1, component.k);
            Tensor term = value.times(value.rank() == 2 ? share.expand(1) : share);
            sum = sum == null ? term : sum.plus(term);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    @Override
    public Tensor logDensity(Tensor x, Moment at) {
        return logDensities(components(x, at)).logSumExp(1);
    }

    @Override
    public Tensor score(Tensor x, Moment at) {
        return mixed(components(x, at), Component::score);
    }

    @Override
    public Tensor divergence(Tensor x, Moment at) {
        List<Component> all = components(x, at);
        Tensor second = mixed(
                all, c -> c.score().square().minus(c.variance.reciprocal()).sum(1));
        return second.minus(mixed(all, Component::score).square().sum(1));
    }

    @Override
    public Tensor denoiser(Tensor x, Moment at) {
        return mixed(components(x, at), Component::mean);
    }

    @Override
    public Tensor uncertainty(Tensor x, Moment at) {
        List<Component> all = components(x, at);
        Tensor mean = mixed(all, Component::mean);
        return mixed(
                all,
                c -> c.posteriorSpread().plus(c.mean().minus(mean).square()).sum(1));
    }

    /** The law of x₀ given x, again a mixture for each point. */
    public Posterior posterior(Tensor x, Moment at) {
        List<Component> all = components(x, at);
        List<Tensor> conditional = new ArrayList<>();
        List<Tensor> covariances = new ArrayList<>();
        for (Component c : all) {
            conditional.add(c.mean());
            Tensor scaled = c.axesOf.expand(0).times(c.posteriorSpread().expand(1));
            covariances.add(scaled.matmul(c.axesOf.transpose()));
        }
        return new Posterior(logDensities(all).softmax(1), Tensor.stack(1, conditional), Tensor.stack(1, covariances));
    }

    /**
     * For each of N points a mixture of K Gaussians.
     *
     * @param weights [N, K]
     * @param means [N, K, d]
     * @param covariances [N, K, d, d]
     */
    public record Posterior(Tensor weights, Tensor means, Tensor covariances) {

        /** The mean: [N, d]. */
        public Tensor mean() {
            return means.times(weights.expand(2)).sum(1);
        }

        /** The covariance: [N, d, d]. */
        public Tensor covariance() {
            Tensor off = means.minus(mean().expand(1));
            Tensor between = off.expand(3).times(off.expand(2));
            return covariances.plus(between).times(weights.expand(2).expand(3)).sum(1);
        }
    }

    @Override
    public Array draw(Key key, int n) {
        Check.atLeastOne("n", n);
        int d = dimension();
        double[] chosen = new double[n];
        Randomness.uniform(key.of("component"), chosen);
        double[] result = new double[n * d];
        double[] z = new double[d];
        Key normal = key.of("normal");
        for (int i = 0; i < n; i++) {
            int k = 0;
            double left = chosen[i];
            while (k < weights.length - 1 && left >= weights[k]) {
                left -= weights[k++];
            }
            Randomness.normal(normal.at(i), z);
            for (int j = 0; j < d; j++) {
                double value = means[k][j];
                for (int l = 0; l < d; l++) {
                    value += axes[k][j][l] * Math.sqrt(spreads[k][l]) * z[l];
                }
                result[i * d + j] = value;
            }
        }
        return Array.of(Shape.of(n, d), result);
    }
}
