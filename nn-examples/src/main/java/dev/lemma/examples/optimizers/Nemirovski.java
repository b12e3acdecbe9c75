package dev.lemma.examples.optimizers;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.constrained.EuclideanBall;
import dev.lemma.optim.constrained.ProjectedStochasticGradient;
import dev.lemma.optim.constrained.StochasticDescent;
import dev.lemma.optim.objective.AbsoluteDeviations;
import dev.lemma.optim.objective.LargestCoordinate;
import dev.lemma.optim.objective.StochasticProblem;
import java.util.Arrays;

/**
 * Nemirovski's bound: the mean of the iterates of projected stochastic descent on the unit ball, with K steps of 1/√K.
 *
 * <pre>{@code
 * E f(x̄) − min f ≤ 1/√K
 * }</pre>
 *
 * <p>On a function with kinks and no curvature; on the worst function of K coordinates there is equality.
 *
 * @param steps K
 * @param mean gap of the mean iterate, averaged over runs
 * @param last gap of the last iterate, averaged over runs
 * @param worst gap on the worst function
 */
record Nemirovski(double[] steps, double[] mean, double[] last, double[] worst) {

    private static final int COORDINATES = 10;
    private static final int RUNS = 20;
    private static final int FIRST = 8;

    /** K = 2⁸, …, 2ⁿ. */
    static Nemirovski upTo(int n, long seed) {
        int count = n - FIRST + 1;
        Nemirovski found = new Nemirovski(new double[count], new double[count], new double[count], new double[count]);
        StochasticProblem problem = new AbsoluteDeviations(COORDINATES);
        Key key = Key.of(seed).of("nemirovski");
        for (int i = 0; i < count; i++) {
            int k = 1 << (FIRST + i);
            found.steps[i] = k;
            for (int run = 0; run < RUNS; run++) {
                StochasticDescent descent = descend(problem, k, key.at(run));
                found.mean[i] += problem.gap(descent.average().toDoubles()) / RUNS;
                found.last[i] += problem.gap(descent.last().toDoubles()) / RUNS;
            }
            StochasticProblem hardest = new LargestCoordinate(k);
            // each step costs K there
            found.worst[i] = k > 1 << 12
                    ? Double.NaN
                    : hardest.gap(descend(hardest, k, key).average().toDoubles());
        }
        return found;
    }

    private static StochasticDescent descend(StochasticProblem problem, int steps, Key key) {
        return ProjectedStochasticGradient.robust(steps, 1, problem.bound())
                .run(problem, new EuclideanBall(1), Array.vector(new double[problem.dimension()]), key);
    }

    /** {@code 1/√K}. */
    double[] bound() {
        return Arrays.stream(steps).map(k -> 1 / Math.sqrt(k)).toArray();
    }

    /** Largest gap of the mean iterate over its bound. */
    double share() {
        double largest = 0;
        for (int i = 0; i < steps.length; i++) {
            largest = Math.max(largest, mean[i] * Math.sqrt(steps[i]));
        }
        return largest;
    }

    /** Of log gap over log K. */
    double slope() {
        int n = steps.length;
        double meanX = (n - 1) / 2.0;
        double meanY = Arrays.stream(mean).map(Math::log).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            covariance += (i - meanX) * (Math.log(mean[i]) - meanY);
            variance += (i - meanX) * (i - meanX);
        }
        return covariance / variance / Math.log(2);
    }

    /** Largest distance of {@code gap·√K} from 1 on the worst function. */
    double equality() {
        double largest = 0;
        for (int i = 0; i < steps.length; i++) {
            largest =
                    Double.isNaN(worst[i]) ? largest : Math.max(largest, Math.abs(worst[i] * Math.sqrt(steps[i]) - 1));
        }
        return largest;
    }
}
