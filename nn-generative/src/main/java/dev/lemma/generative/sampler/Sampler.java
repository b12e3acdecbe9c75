package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A method that turns noise into samples with a score: a table of numbers and a step as an expression, from which a whole trajectory is compiled.
 *
 * <pre>{@code
 * INDArray x = new DpmSolver(20).sample(model, Key.of(7), 64);
 * }</pre>
 *
 * <p>The noise of sample i in step k is a function of (key, i, k) alone, bit for bit: the samples are the same whatever the batch they are computed in,
 * up to the rounding of matrix products. Nothing is clipped.
 */
public interface Sampler {

    /** The steps for a process. */
    Scheme scheme(AffineProcess process);

    /**
     * How fast the error falls with the number n of steps, as {@code n^{−order}}: that of the end points of the probability flow, or for methods with noise
     * that of the variance of what they sample.
     */
    double order();

    /** Whether only the start is random. */
    boolean isDeterministic();

    /** n samples. */
    default INDArray sample(ScoreFunction score, Key key, int n) {
        return sampleArray(score, key, n).toINDArray();
    }

    /** n samples [n, …], on the heap, computed in batches of at most 1024. */
    default Array sampleArray(ScoreFunction score, Key key, int n) {
        Check.atLeastOne("n", n);
        int most =
                Math.min(1024, Math.max(16, 65536 / Math.max(1, score.sample().size())));
        int parts = (n + most - 1) / most;
        return Sampling.of(this, score, (n + parts - 1) / parts).samples(key, n);
    }

    /** Refuses a model that says nothing at the first time of the grid: of noise alone, noise tells nothing about the data. */
    static void requireStart(ScoreFunction score, double[] times) {
        double a = Marginals.of(score.process(), times[0]).scale(0);
        Prediction says = score.prediction();
        if (a == 0 && (says == Prediction.NOISE || says == Prediction.SCORE)) {
            throw new IllegalArgumentException("sampler: nothing of the data is left at time " + times[0]
                    + ", where a prediction of " + says + " says nothing: use a model of DATA, VELOCITY or FLOW");
        }
    }
}
