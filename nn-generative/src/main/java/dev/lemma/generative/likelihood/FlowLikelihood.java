package dev.lemma.generative.likelihood;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.dynamics.ode.DormandPrince8;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.Solution;
import dev.lemma.generative.oracle.DataLaw;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.ScoreFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The log-likelihood of a score's probability flow:
 *
 * <pre>{@code
 * dx/dt = u(x, t) = f x − ½ g² ∇log q_t        log p(x₀) = log π(x_T) + ∫ div u(x_t, t) dt
 * }</pre>
 *
 * <p>The divergence is exact unless {@link #probes} says otherwise; a probe is drawn once for a whole path, so that what the solver sees is smooth. Each
 * sample has steps of its own: its value does not depend on the others, only its estimated errors do. Which shortcuts cost what is in the {@link Likelihood}.
 *
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, appendix D.2</a>
 */
public final class FlowLikelihood {

    /** Standard errors of the prior's term that count as error. */
    private static final int DEVIATIONS = 4;

    /** Samples that the prior's term is estimated from at most. */
    private static final int MOST_DATA = 1024;

    private final ScoreFunction score;
    private final double from;
    private final double tolerance;
    private final int probes;
    private final Key key;
    private final @Nullable DataLaw end;

    private FlowLikelihood(
            ScoreFunction score, double from, double tolerance, int probes, Key key, @Nullable DataLaw end) {
        this.score = score;
        this.from = from;
        this.tolerance = tolerance;
        this.probes = probes;
        this.key = key;
        this.end = end;
    }

    /** From the cut-off of the process, with the exact divergence, relative and absolute tolerance 1e-6. */
    public static FlowLikelihood of(ScoreFunction score) {
        AffineProcess process = score.process();
        if (process.isDiscrete()) {
            throw new IllegalArgumentException(
                    "likelihood: a chain of whole steps has no flow: use VariationalBound, or a"
                            + " process of continuous time");
        }
        return new FlowLikelihood(score, process.cutoff(), 1e-6, 0, Key.of(0), null);
    }

    /** With another tolerance, relative and absolute. */
    public FlowLikelihood tolerance(double other) {
        return new FlowLikelihood(score, from, Check.positive("tolerance", other), probes, key, end);
    }

    /** From another time, in [0, T). 0 is for scores that are exact there. */
    public FlowLikelihood from(double time) {
        if (!(time >= 0 && time < score.process().horizon())) {
            throw new IllegalArgumentException(
                    "from: expected a time in [0, " + score.process().horizon() + "), got " + time);
        }
        return new FlowLikelihood(score, time, tolerance, probes, key, end);
    }

    /** With the divergence along so many random probes of signs instead of the exact one: at least 2, for their error. */
    public FlowLikelihood probes(int count, Key draw) {
        return new FlowLikelihood(score, from, tolerance, Check.atLeast("probes", count, 2), draw, end);
    }

    /** With the law at the horizon that data of this law have there, instead of the prior. */
    public FlowLikelihood endingAs(DataLaw law) {
        return new FlowLikelihood(score, from, tolerance, probes, key, law);
    }

    private Tensor field(Tensor t, Tensor state, @Nullable Array signs) {
        int n = state.shape().extent(0);
        int d = score.sample().size();
        Tensor x = state.slice(1, 0, d);
        int axes = score.sample().rank();
        Tensor time = t;
        if (t.shape().size() == n && t.rank() > 0) {
            int[] extents = new int[axes + 1];
            java.util.Arrays.fill(extents, 1);
            extents[0] = n;
            time = t.reshape(extents);
        } else {
            time = t.reshape();
        }
        Moment at = score.process().at(time);
        Tensor u = score.velocity(x.reshape(score.sample().batch(n)), at).reshape(n, d);
        if (signs == null) {
            return Tensor.concat(1, u, Divergence.exact(u, x).expand(1));
        }
        List<Tensor> parts = new java.util.ArrayList<>();
        parts.add(u);
        Tensor all = Tensor.literal(signs);
        for (int k = 0; k < probes; k++) {
            parts.add(Divergence.along(u, x, all.at(0, k)).expand(1));
        }
        return Tensor.concat(1, parts);
    }

    /** The log-likelihoods of samples [n, …]. */
    public Likelihood of(INDArray samples) {
        return of(Array.of(samples));
    }

    /**
     * The log-likelihoods of samples [n, …].
     *
     * @throws IllegalStateException if the solver cannot meet its tolerance: the message says where it stopped
     */
    public Likelihood of(Array samples) {
        Shape shape = samples.shape();
        if (shape.rank() < 1 || !shape.range(1, shape.rank()).equals(score.sample())) {
            throw new ShapeException("likelihood: expected samples [n, …] of " + score.sample() + ", got " + shape);
        }
        if (!samples.isFinite()) {
            throw new IllegalArgumentException("likelihood: a sample is not finite");
        }
        DType type = score.type();
        int n = shape.extent(0);
        int d = score.sample().size();
        Array signs = probes == 0 ? null : signs(n, d, type);
        Solution fine = solve(samples, signs, tolerance);
        Solution coarse = solve(samples, signs, Math.min(1e-2, 10 * tolerance));
        double[][] values = values(fine.lastArray(), n, d);
        double[][] rough = values(coarse.lastArray(), n, d);
        double[] mean = new double[n];
        double[] solver = new double[n];
        double[] probe = new double[n];
        int count = Math.max(1, probes);
        for (int i = 0; i < n; i++) {
            double other = 0;
            for (int k = 0; k < count; k++) {
                mean[i] += values[i][k] / count;
                other += rough[i][k] / count;
            }
            solver[i] = Math.abs(mean[i] - other);
            for (int k = 0; k < count && count > 1; k++) {
                probe[i] += Math.pow(values[i][k] - mean[i], 2) / (count - 1) / count;
            }
            probe[i] = Math.sqrt(probe[i]);
        }
        raiseToRootMeanSquare(solver);
        return new Likelihood(
                Array.vector(mean),
                Array.vector(solver),
                from == 0 ? Array.vector(new double[n]) : cutoffError(samples),
                end != null ? Array.vector(new double[n]) : priorError(samples, fine.lastArray()),
                Array.vector(probe),
                d,
                fine.stats());
    }

    /** Two solutions of one sample may agree by chance where both are off: none is said to be better than all are on average. */
    private static void raiseToRootMeanSquare(double[] differences) {
        double sum = 0;
        for (double difference : differences) {
            sum += difference * difference / differences.length;
        }
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Math.max(differences[i], Math.sqrt(sum));
        }
    }

    private Array signs(int n, int d, DType type) {
        double[] numbers = new double[probes * n * d];
        double[] row = new double[d];
        for (int k = 0; k < probes; k++) {
            for (int i = 0; i < n; i++) {
                Randomness.uniform(key.at(i).at(k), row);
                for (int j = 0; j < d; j++) {
                    numbers[(k * n + i) * d + j] = row[j] < 0.5 ? -1 : 1;
                }
            }
        }
        return Array.of(Shape.of(probes, n, d), numbers).as(type);
    }

    private Solution solve(Array samples, @Nullable Array signs, double within) {
        int n = samples.shape().extent(0);
        int d = score.sample().size();
        int width = d + Math.max(1, probes);
        double[] start = new double[n * width];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                start[i * width + j] = samples.get(i * d + j);
            }
        }
        return Ode.of((t, y) -> field(t, y, signs))
                .solver(new DormandPrince8(within, within))
                .perSample()
                .solve(
                        Array.of(Shape.of(n, width), start).as(score.type()),
                        from,
                        score.process().horizon())
                .orThrow();
    }

    /** log π(x_T) + each integral: [n][probes]. */
    private double[][] values(Array last, int n, int d) {
        int width = last.shape().extent(1);
        Array x = columns(last, d);
        Array ends = Program.of(Fused.executor(), in -> {
                    Tensor y = in.get(0).reshape(score.sample().batch(n));
                    DataLaw law = end;
                    if (law == null) {
                        return List.of(score.process().prior().logDensity(y));
                    }
                    Tensor horizon = Tensor.constant(y.type(), score.process().horizon());
                    return List.of(law.logDensity(y, score.process().at(horizon)));
                })
                .call(x);
        double[][] values = new double[n][width - d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < width - d; k++) {
                values[i][k] = ends.get(i) + last.get(i * width + d + k);
            }
        }
        return values;
    }

    private static Array columns(Array rows, int d) {
        int n = rows.shape().extent(0);
        int width = rows.shape().extent(1);
        double[] x = new double[n * d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                x[i * d + j] = rows.get(i * width + j);
            }
        }
        return Array.of(Shape.of(n, d), x).as(rows.type());
    }

    /**
     * The integral of {@code r = ∂ₜ log q = −div u − u·∇log q}, at x itself, from 0 to ε, where there is no score to be had: from r(ε) and r(2ε) along
     * the line through both, and how far that line is from a constant on top. In a tail r changes within ε, so that ε r(ε) alone says too little.
     */
    private Array cutoffError(Array samples) {
        double twice = Math.min(2 * from, score.process().horizon());
        double step = twice - from;
        return Program.of(Fused.executor(), in -> {
                    Tensor at = rate(in.get(0), from);
                    Tensor bend = rate(in.get(0), twice).minus(at).times(0.5 * from * from / step);
                    return List.of(at.times(from).minus(bend).abs().plus(bend.abs()));
                })
                .call(samples.as(score.type()));
    }

    private Tensor rate(Tensor y, double time) {
        Tensor x = y.reshape(y.shape().extent(0), -1);
        Moment at = score.process().at(Tensor.constant(y.type(), time));
        Tensor shaped = x.reshape(y.shape());
        Tensor u = score.velocity(shaped, at).reshape(x.shape());
        Tensor s = score.score(shaped, at).reshape(x.shape());
        return Divergence.exact(u, x).plus(u.times(s).sum(1)).negate();
    }

    /**
     * {@code |log q_T − log π|} where the paths end. q_T is the data's law pushed through the kernel, so {@code q_T/π = E w} with
     * {@code w = N(x_T; a x₀, v)/π(x_T)} over data x₀: the mean over the samples, and {@value #DEVIATIONS} of its standard errors on top, for a few
     * samples know the mean of the data, which is what counts most here, only roughly.
     */
    private Array priorError(Array samples, Array last) {
        int n = samples.shape().extent(0);
        int d = score.sample().size();
        Marginals m = Marginals.of(score.process(), score.process().horizon());
        double a = m.scale(0);
        double v = m.variance(0);
        double prior = Math.pow(score.process().prior().deviation(), 2);
        int width = last.shape().extent(1);
        int used = Math.min(n, MOST_DATA);
        double[] differences = new double[n];
        double[] logs = new double[used];
        for (int i = 0; i < n; i++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < used; k++) {
                int row = (int) ((long) k * n / used);
                double sum = -0.5 * d * Math.log(v / prior);
                for (int j = 0; j < d; j++) {
                    double x = last.get(i * width + j);
                    double away = x - a * samples.get(row * d + j);
                    sum += 0.5 * (x * x / prior - away * away / v);
                }
                logs[k] = sum;
                greatest = Math.max(greatest, sum);
            }
            double mean = 0;
            for (double log : logs) {
                mean += Math.exp(log - greatest) / used;
            }
            double spread = 0;
            for (double log : logs) {
                spread += Math.pow(Math.exp(log - greatest) / mean - 1, 2);
            }
            double ratio = greatest + Math.log(mean);
            double doubt = used == 1 ? Math.abs(ratio) : Math.sqrt(spread / (used - 1) / used);
            differences[i] = Math.abs(ratio) + DEVIATIONS * doubt;
        }
        return Array.vector(differences);
    }
}
