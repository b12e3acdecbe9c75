package dev.lemma.generative.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;
import org.junit.jupiter.api.Test;

/** Theorem 13.2 on Gaussian data with linear scores that are wrong: both laws stay Gaussian, and all divergences are known. */
class KlBoundTest {

    private static final double MEAN = 1;
    private static final double DEVIATION = 0.6;
    private static final AffineProcess PROCESS = Diffusion.vp(Schedules.linear());

    /** The score of N(a m + shift, (a²s² + v)·factor). */
    private record Wrong(double factor, double shift) implements ScoreFunction {

        @Override
        public AffineProcess process() {
            return PROCESS;
        }

        @Override
        public Shape sample() {
            return Shape.of(1);
        }

        @Override
        public DType type() {
            return DType.FLOAT64;
        }

        @Override
        public Prediction prediction() {
            return Prediction.SCORE;
        }

        @Override
        public Tensor predict(Tensor x, Moment at) {
            Tensor variance = at.scale()
                    .square()
                    .times(DEVIATION * DEVIATION)
                    .plus(at.variance())
                    .times(factor);
            return x.minus(at.scale().times(MEAN))
                    .minus(shift)
                    .dividedBy(variance)
                    .negate();
        }

        double slope(double t) {
            double b = 0.1 * t + 9.95 * t * t;
            return 1 / ((Math.exp(-b) * DEVIATION * DEVIATION - Math.expm1(-b)) * factor);
        }

        double centre(double t) {
            return Math.exp(-0.5 * (0.1 * t + 9.95 * t * t)) * MEAN + shift;
        }

        /** KL of the data to what the reversal with share α² of the noise samples: mean and variance by their equations, backwards. */
        double divergence(double alpha) {
            int n = 20_000;
            double h = 1.0 / n;
            double[] y = {0, 1};
            for (int i = 0; i < n; i++) {
                double t = 1 - i * h;
                double[] k1 = rates(t, y, alpha);
                double[] k2 = rates(t - h / 2, plus(y, k1, h / 2), alpha);
                double[] k3 = rates(t - h / 2, plus(y, k2, h / 2), alpha);
                double[] k4 = rates(t - h, plus(y, k3, h), alpha);
                for (int j = 0; j < 2; j++) {
                    y[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
                }
            }
            double s2 = DEVIATION * DEVIATION;
            return 0.5 * (s2 / y[1] - 1 - Math.log(s2 / y[1]) + Math.pow(MEAN - y[0], 2) / y[1]);
        }

        private double[] rates(double t, double[] y, double alpha) {
            double beta = 0.1 + 19.9 * t;
            double pull = 0.5 * (1 + alpha * alpha) * beta * slope(t);
            return new double[] {
                0.5 * beta * y[0] - pull * (y[0] - centre(t)), (beta - 2 * pull) * y[1] + alpha * alpha * beta
            };
        }

        private static double[] plus(double[] y, double[] k, double h) {
            return new double[] {y[0] + h * k[0], y[1] + h * k[1]};
        }
    }

    private static KlBound bound(Wrong wrong) {
        return KlBound.of(GaussianMixture.gaussian(new double[] {MEAN}, DEVIATION), wrong, Key.of(3), 200_000);
    }

    /** In every case the divergence of the stochastic reversal is below the bound, by more than five standard errors of it. */
    @Test
    void theorem132HoldsForTheStochasticReversal() {
        double[][] cases = {{1.2, 0}, {0.8, 0}, {1.5, 0}, {1, 0.2}, {1.2, -0.1}, {0.9, 0.3}};
        for (double[] wrong : cases) {
            Wrong score = new Wrong(wrong[0], wrong[1]);
            KlBound bound = bound(score);
            assertThat(score.divergence(1))
                    .as("factor " + wrong[0] + ", shift " + wrong[1])
                    .isLessThan(bound.value() - 5 * bound.standardError());
        }
    }

    /** The negative control: with the variance 20 % too large the flow's divergence is above the bound, so the theorem is not about the flow. */
    @Test
    void theorem132DoesNotHoldForTheFlow() {
        Wrong score = new Wrong(1.2, 0);
        KlBound bound = bound(score);
        assertThat(score.divergence(1)).isCloseTo(0.036, within(0.002));
        assertThat(bound.value()).isCloseTo(0.159, within(0.01));
        assertThat(score.divergence(0)).isCloseTo(0.5017, within(1e-3));
        assertThat(score.divergence(0)).isGreaterThan(bound.certified(5));
    }

    /** With the exact score what remains is KL(q_T‖π): the corollary's constant does not vanish. */
    @Test
    void corollary132HasAConstantThatDoesNotVanish() {
        Wrong exact = new Wrong(1, 0);
        KlBound bound = bound(exact);
        assertThat(bound.mismatch()).isCloseTo(0, within(1e-20));
        assertThat(exact.divergence(0)).isCloseTo(2.159e-5, within(2e-8));
        assertThat(Math.abs(bound.terminal() - 2.159e-5)).isLessThan(5 * bound.standardError());
    }
}
