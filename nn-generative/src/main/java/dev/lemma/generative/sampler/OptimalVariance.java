package dev.lemma.generative.sampler;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.oracle.DataLaw;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.ScoreFunction;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The variance that makes the backward step's law nearest to the true one, and the variational bound tight for Gaussian data:
 *
 * <pre>{@code
 * σ² = ṽ + d² · E tr Cov(x₀ | x_s)/n          E tr Cov(x₀ | x_s) = n (v_s/a_s²) (1 − E‖ε̂(x_s)‖²/n)
 * }</pre>
 *
 * <p>n being the dimension, d the factor of x₀ in the step. The expectation is a mean over noised data; for one Gaussian it does not depend on them. From a
 * model it is a difference, which many data must settle where little of them is left: at time s its error is v/a² times that of E‖ε̂‖²/n.
 *
 * @see <a href="https://arxiv.org/abs/2201.06503">Bao et al. 2022, theorem 1</a>
 */
public final class OptimalVariance implements ReverseVariance {

    private final Array data;
    private final Key key;
    private final DType type;
    /** E tr Cov(x₀ | x)/n of noised data x: [N]. */
    private final BiFunction<Tensor, Moment, Tensor> uncertainty;

    private OptimalVariance(Array data, Key key, DType type, BiFunction<Tensor, Moment, Tensor> uncertainty) {
        this.data = data.as(type);
        this.key = key;
        this.type = type;
        this.uncertainty = uncertainty;
    }

    /** From a law that is known, over so many of its samples. */
    public static OptimalVariance of(DataLaw law, Key key, int samples) {
        double n = law.sample().size();
        return new OptimalVariance(
                law.draw(key.of("data"), samples), key, DType.FLOAT64, (x, at) -> law.uncertainty(x, at)
                        .times(1 / n));
    }

    /** From a model, over data [N, …]. */
    public static OptimalVariance of(ScoreFunction score, Array data, Key key) {
        return new OptimalVariance(data, key, score.type(), (x, at) -> {
            Tensor noise = score.noise(x, at).reshape(x.shape().extent(0), -1);
            Tensor known = noise.square().mean(1);
            Tensor ratio = at.variance().dividedBy(at.scale().square());
            return known.negate().plus(1).times(ratio.reshape(ratio.shape().size() == 1 ? Shape.of(1) : known.shape()));
        });
    }

    @Override
    public double[] of(AffineProcess process, double[] times) {
        int steps = times.length - 1;
        Coefficients table = Coefficients.of(steps).moment("s", process, java.util.Arrays.copyOf(times, steps));
        Array rows = table.table(type);
        Program mean = Program.of(Fused.executor(), inputs -> {
            Moment at = table.row(inputs.get(0)).moment("s");
            Tensor x = at.noised(inputs.get(1), inputs.get(2));
            return List.of(uncertainty.apply(x, at).mean());
        });
        Marginals grid = Marginals.of(process, times);
        double[] noise = new double[data.shape().size()];
        double[] variances = new double[steps];
        for (int i = 0; i < steps; i++) {
            Randomness.normal(key.of("noise").at(i), noise);
            Array row = rows.rows(i, i + 1).reshape(rows.shape().extent(1));
            double spread =
                    mean.call(row, data, Array.of(data.shape(), noise).as(type)).item();
            Transition step = Transition.of(grid, i);
            variances[i] = step.posteriorVariance() + step.dataFactor() * step.dataFactor() * Math.max(0, spread);
        }
        return variances;
    }
}
