package dev.lemma.generative.likelihood;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.sampler.Coefficients;
import dev.lemma.generative.sampler.ReverseVariance;
import dev.lemma.generative.sampler.TimeGrid;
import dev.lemma.generative.sampler.Transition;
import dev.lemma.generative.score.ScoreFunction;
import java.util.List;
import java.util.Objects;

/**
 * The variational bound on the log-likelihood of a chain, term by term:
 *
 * <pre>{@code
 * −log p(x₀) ≤ L = E[−log π(x_T) − Σ_t log p(x_{t−1} | x_t)/q(x_t | x_{t−1})]
 *           = KL(q(x_T | x₀) ‖ π) + Σ_{t ≥ 2} E KL(q(x_{t−1} | x_t, x₀) ‖ p(x_{t−1} | x_t)) − E log p(x₀ | x₁)
 * }</pre>
 *
 * <p>p(x_{t−1}|x_t) has the mean of ancestral sampling and a variance of one's choice. Where the variance is 0 in the last step (β̃₁), that of the step before
 * is taken.
 *
 * @see <a href="https://arxiv.org/abs/2006.11239">Ho, Jain and Abbeel 2020, equation (5)</a>
 */
public final class VariationalBound {

    private final ScoreFunction score;
    private final ReverseVariance variance;
    private final PixelLaw pixels;

    private VariationalBound(ScoreFunction score, ReverseVariance variance, PixelLaw pixels) {
        this.score = score;
        this.variance = variance;
        this.pixels = pixels;
    }

    /** The bound of a score of a chain of whole steps. */
    public static VariationalBound of(ScoreFunction score, ReverseVariance variance, PixelLaw pixels) {
        if (!score.process().isDiscrete()) {
            throw new IllegalArgumentException("variational bound: expected a chain of whole steps, got "
                    + score.process() + ": use FlowLikelihood, or Diffusion.ddpm(…)");
        }
        return new VariationalBound(
                score, Objects.requireNonNull(variance, "variance"), Objects.requireNonNull(pixels, "pixels"));
    }

    /**
     * The terms, averaged over the data, in nats.
     *
     * @param prior KL(q(x_T | x₀) ‖ π)
     * @param steps E KL at t = 2 … T, index 0 for t = 2
     * @param data −E log p(x₀ | x₁)
     * @param dimension numbers in a sample
     */
    public record Terms(double prior, double[] steps, double data, int dimension) {

        /** L in nats: an upper bound on −log p(x₀). */
        public double total() {
            double sum = prior + data;
            for (double step : steps) {
                sum += step;
            }
            return sum;
        }

        /** L in bits per number of a sample. */
        public double bitsPerDim() {
            return total() / (dimension * Math.log(2));
        }
    }

    /** The terms over data [n, …], with noise drawn anew for every datum and step. */
    public Terms terms(Array data, Key key) {
        double[] noise = new double[data.shape().size()];
        return terms(data, t -> {
            Randomness.normal(key.at(t), noise);
            return Array.of(data.shape(), noise);
        });
    }

    /** The terms over data [n, …] with this noise [n, …] in every step: for exact means over nodes of one's own. */
    public Terms terms(Array data, Array noise) {
        if (!noise.shape().equals(data.shape())) {
            throw new ShapeException("noise: expected " + data.shape() + ", got " + noise.shape());
        }
        return terms(data, t -> noise);
    }

    private Terms terms(Array data, java.util.function.IntFunction<Array> noise) {
        Shape shape = data.shape();
        if (shape.rank() < 1 || !shape.range(1, shape.rank()).equals(score.sample())) {
            throw new ShapeException("variational bound: expected data [n, …] of " + score.sample() + ", got " + shape);
        }
        pixels.require(data);
        AffineProcess process = score.process();
        int n = (int) process.horizon();
        double[] times = TimeGrid.trailing().times(process, n);
        Marginals grid = Marginals.of(process, times);
        double[] variances = variance.of(process, times);
        if (variances[n - 1] == 0 && n > 1) {
            variances[n - 1] = variances[n - 2];
        }
        double[] factor = new double[n];
        double[] constant = new double[n];
        int d = score.sample().size();
        for (int i = 0; i < n; i++) {
            Transition step = Transition.of(grid, i);
            factor[i] = step.dataFactor() * step.dataFactor() / (2 * variances[i]);
            double ratio = step.posteriorVariance() / variances[i];
            constant[i] = i == n - 1 ? 0 : 0.5 * d * (ratio - 1 - Math.log(ratio));
        }
        Coefficients table = Coefficients.of(n)
                .moment("s", process, java.util.Arrays.copyOf(times, n))
                .put(
                        "deviation",
                        java.util.Arrays.stream(variances).map(Math::sqrt).toArray());
        Array rows = table.table(score.type());
        Program squares = Program.of(Fused.executor(), in -> {
            var row = table.row(in.get(0));
            Tensor x = row.moment("s").noised(in.get(1), in.get(2));
            Tensor guess = score.data(x, row.moment("s"));
            return List.of(
                    in.get(1)
                            .minus(guess)
                            .reshape(shape.extent(0), -1)
                            .square()
                            .sum(1)
                            .mean(),
                    pixels.logDensity(in.get(1), guess, row.get("deviation"))
                            .reshape(shape.extent(0), -1)
                            .sum(1)
                            .mean());
        });
        Array given = data.as(score.type());
        double[] steps = new double[n - 1];
        double last = 0;
        for (int i = 0; i < n; i++) {
            Array row = rows.rows(i, i + 1).reshape(rows.shape().extent(1));
            int t = n - i;
            List<Array> values =
                    squares.callAll(List.of(row, given, noise.apply(t).as(score.type())));
            if (t > 1) {
                steps[t - 2] = constant[i] + factor[i] * values.get(0).item();
            } else {
                last = -values.get(1).item();
            }
        }
        return new Terms(prior(data, grid, d), steps, last, d);
    }

    private double prior(Array data, Marginals grid, int d) {
        double square = 0;
        int n = data.shape().extent(0);
        for (int i = 0; i < data.shape().size(); i++) {
            square += data.get(i) * data.get(i) / n;
        }
        double p = Math.pow(score.process().prior().deviation(), 2);
        double v = grid.variance(0) / p;
        double mean = grid.scale(0) * grid.scale(0) * square / p;
        return 0.5 * (mean + d * (v - 1 - Math.log(v)));
    }
}
