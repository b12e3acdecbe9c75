package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.Solution;
import dev.lemma.dynamics.ode.Solver;
import dev.lemma.dynamics.ode.Tsitouras5;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.score.ScoreFunction;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The probability flow followed by an adaptive solver of differential equations, with steps of its own for each sample:
 *
 * <pre>{@code
 * dx/dt = f x − ½ g² ∇log q_t(x)   from T to the cut-off
 * }</pre>
 *
 * <p>The start of a sample depends on the key and its number alone, its steps on itself alone: the samples are the same whatever the batch. How many
 * evaluations they took is in the {@link Solution}.
 *
 * @param solver with a tolerance
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, section 4.3</a>
 */
public record ProbabilityFlow(Solver solver) {

    public ProbabilityFlow {
        Objects.requireNonNull(solver, "solver");
    }

    /** By Tsitouras' method with this tolerance, relative and absolute. */
    public ProbabilityFlow(double tolerance) {
        this(new Tsitouras5(tolerance, tolerance));
    }

    /** n samples. */
    public INDArray sample(ScoreFunction score, Key key, int n) {
        return sampleArray(score, key, n).toINDArray();
    }

    /**
     * n samples [n, …], on the heap.
     *
     * @throws IllegalStateException if the solver cannot meet its tolerance: the message says where it stopped
     */
    public Array sampleArray(ScoreFunction score, Key key, int n) {
        return solve(score, start(score, key, n))
                .orThrow()
                .lastArray()
                .reshape(score.sample().batch(n));
    }

    /** Where n samples of the key start: [n, …], the first of any larger number. */
    public static Array start(ScoreFunction score, Key key, int n) {
        int d = score.sample().size();
        double[] numbers = new double[Check.atLeastOne("n", n) * d];
        double[] own = new double[d];
        for (int i = 0; i < n; i++) {
            Randomness.normal(key.at(i), own);
            for (int j = 0; j < d; j++) {
                numbers[i * d + j] = own[j] * score.process().prior().deviation();
            }
        }
        return Array.of(score.sample().batch(n), numbers).as(score.type());
    }

    /** The flow from these points [n, …] at the horizon, and what it took. */
    public Solution solve(ScoreFunction score, Array start) {
        AffineProcess process = score.process();
        if (process.isDiscrete()) {
            throw new IllegalArgumentException(
                    "probability flow: a chain of whole steps has none: use Ddim, or a process of continuous time");
        }
        int n = start.shape().extent(0);
        int[] each = new int[score.sample().rank() + 1];
        Arrays.fill(each, 1);
        each[0] = n;
        Shape batch = score.sample().batch(n);
        return Ode.of((t, y) -> {
                    Tensor time = t.shape().size() == n && t.rank() > 0 ? t.reshape(each) : t.reshape();
                    return score.velocity(y.reshape(batch), process.at(time)).reshape(y.shape());
                })
                .solver(solver)
                .perSample()
                .solve(start.reshape(n, score.sample().size()), process.horizon(), process.cutoff());
    }
}
