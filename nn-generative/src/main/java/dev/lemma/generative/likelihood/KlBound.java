package dev.lemma.generative.likelihood;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.oracle.DataLaw;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.ScoreFunction;
import java.util.List;

/**
 * Theorem 13.2: how far the law that a score's <em>stochastic</em> reversal samples from can be from the data.
 *
 * <pre>{@code
 * KL(q ‖ p_SDE) ≤ KL(q_T ‖ π) + ½ ∫ g²(t) E_{q_t} ‖∇log q_t − s(·, t)‖² dt
 * }</pre>
 *
 * <p>It says nothing about the probability flow of the same score, whose divergence can be larger than the bound; and its constant KL(q_T‖π) does not
 * vanish (in terms of the likelihood, the corollary's is that plus the entropy of q). Both terms are means over samples, with their standard errors.
 *
 * @param terminal KL(q_T ‖ π)
 * @param mismatch the integral
 * @param standardError of their sum
 * @see <a href="https://arxiv.org/abs/2101.09258">Song, Durkan, Murray and Ermon 2021, theorem 1</a>
 */
public record KlBound(double terminal, double mismatch, double standardError) {

    /** The bound. */
    public double value() {
        return terminal + mismatch;
    }

    /** What the bound is below except with the probability that a normal number exceeds z: the certificate. */
    public double certified(double z) {
        return value() + z * standardError;
    }

    /**
     * The bound for a score against the law of the data, over n times, one in each n-th part of [cut-off, T], each with a sample of its own.
     *
     * @param samples n, at least 2
     */
    public static KlBound of(DataLaw law, ScoreFunction score, Key key, int samples) {
        Check.atLeast("samples", samples, 2);
        AffineProcess process = score.process();
        int n = samples;
        double first = process.cutoff();
        double length = process.horizon() - first;
        double[] times = new double[n];
        Randomness.uniform(key.of("time"), times);
        for (int i = 0; i < n; i++) {
            times[i] = first + length * (i + times[i]) / n;
        }
        Array data = law.draw(key.of("data"), n);
        double[] noise = new double[data.shape().size()];
        Randomness.normal(key.of("noise"), noise);
        int axes = law.sample().rank();
        List<Array> values = Program.of(Fused.executor(), in -> {
                    Moment at = Moment.ofEach(process, in.get(0), axes);
                    Tensor x = at.noised(in.get(1), in.get(2));
                    Tensor exact = law.score(x, at);
                    Tensor given = score.score(
                                    x.as(score.type()), process.at(at.time().as(score.type())))
                            .as(x.type());
                    Tensor square = exact.minus(given).square().reshape(n, -1).sum(1);
                    Tensor g2 = process.diffusionSquared(in.get(0));
                    Moment end = process.at(Tensor.constant(x.type(), process.horizon()));
                    Tensor last = end.noised(in.get(1), in.get(2));
                    return List.of(
                            square.times(g2).times(0.5 * length),
                            law.logDensity(last, end).minus(process.prior().logDensity(last)));
                })
                .callAll(List.of(Array.vector(times), data, Array.of(data.shape(), noise)));
        double[] mismatch = meanAndError(values.get(0));
        double[] terminal = meanAndError(values.get(1));
        return new KlBound(terminal[0], mismatch[0], Math.hypot(mismatch[1], terminal[1]));
    }

    private static double[] meanAndError(Array numbers) {
        int n = numbers.shape().size();
        double mean = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            mean += numbers.get(i) / n;
        }
        for (int i = 0; i < n; i++) {
            square += Math.pow(numbers.get(i) - mean, 2) / (n - 1.0);
        }
        return new double[] {mean, Math.sqrt(square / n)};
    }
}
