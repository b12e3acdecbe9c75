package dev.lemma.generative.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

/** Which variance makes a step backwards exact. */
class ReverseVarianceTest {

    private static final AffineProcess CHAIN = Diffusion.ddpm(DiscreteSchedule.cosine(50));

    private static double[] optimal(double mean, double deviation, double[] times) {
        GaussianMixture law = GaussianMixture.gaussian(new double[] {mean}, deviation);
        return OptimalVariance.of(law, Key.of(0), 1).of(CHAIN, times);
    }

    @Test
    void optimalVarianceIsTheStoredOne() {
        double[] stored =
                Golden.read("diffusion/vlb").get("v0.optimal_variance").toDoubles();
        double[] times = TimeGrid.trailing().times(CHAIN, 50);
        double[] found = optimal(0.5, 0.6, times);
        for (int t = 1; t <= 50; t++) {
            assertThat(found[50 - t]).isCloseTo(stored[t - 1], within(1e-12));
        }
    }

    /** From a model's predictions of noise as from the law: E‖ε̂‖²/n over many data, to a twentieth. */
    @Test
    void aModelsPredictionsGiveTheSameVariance() {
        GaussianMixture law = GaussianMixture.gaussian(new double[] {0.5}, 0.6);
        double[] times = {25, 15, 8, 1};
        double[] exact = optimal(0.5, 0.6, times);
        double[] estimated = OptimalVariance.of(law.under(CHAIN), law.draw(Key.of(1), 20_000), Key.of(2))
                .of(CHAIN, times);
        for (int i = 0; i < exact.length; i++) {
            assertThat(estimated[i]).isCloseTo(exact[i], within(0.05 * exact[i]));
        }
    }

    /** With the optimal variance the law of each step is exact for Gaussian data, however long the step; β and β̃ are off. */
    @Test
    void optimalVarianceMakesTheLawExactAtAnyNumberOfSteps() {
        double s2 = 0.36;
        for (int steps : new int[] {2, 5, 50}) {
            double[] times = TimeGrid.trailing().times(CHAIN, steps);
            times[steps] = 1;
            Marginals m = Marginals.of(CHAIN, times);
            double[][] tables = {
                optimal(0.5, 0.6, times),
                ReverseVariance.BETA.of(CHAIN, times),
                ReverseVariance.POSTERIOR.of(CHAIN, times)
            };
            double[] errors = new double[3];
            for (int kind = 0; kind < 3; kind++) {
                double variance = m.scale(0) * m.scale(0) * s2 + m.variance(0);
                for (int k = 0; k < times.length - 1; k++) {
                    if (times[k] == times[k + 1]) {
                        continue;
                    }
                    Transition step = Transition.of(m, k);
                    double slope = m.scale(k) * s2 / (m.scale(k) * m.scale(k) * s2 + m.variance(k));
                    variance = Math.pow(step.noisyFactor() + step.dataFactor() * slope, 2) * variance + tables[kind][k];
                }
                int last = times.length - 1;
                errors[kind] = Math.abs(variance - m.scale(last) * m.scale(last) * s2 - m.variance(last));
            }
            assertThat(errors[0]).isLessThan(1e-14);
            assertThat(errors[1]).isGreaterThan(1e-4);
            assertThat(errors[2]).isGreaterThan(1e-4);
        }
    }

    /** Lecture 13: the coefficients of a step backwards are in terms of ᾱ; with α in their place, as printed, the variance is far off. */
    @Test
    void lecture13StepsBackwardsGoByAlphaBar() {
        DiscreteSchedule schedule = DiscreteSchedule.linear();
        Marginals m = Marginals.of(Diffusion.ddpm(schedule), 500, 499);
        Transition step = Transition.of(m, 0);
        // x_{t−1} = (x_t − β_t/√(1 − ᾱ_t) ε)/√α_t, so 1/√α_t is c + d/√ᾱ_t and the factor of ε follows.
        double ofNoisy = step.noisyFactor() + step.dataFactor() / m.scale(0);
        double ofNoise = step.dataFactor() * m.deviation(0) / m.scale(0);
        assertThat(ofNoisy).isCloseTo(1 / Math.sqrt(schedule.alpha(500)), within(1e-13));
        double root = Math.sqrt(schedule.alpha(500));
        assertThat(ofNoise)
                .isCloseTo(schedule.beta(500) / Math.sqrt(schedule.oneMinusAlphaBar(500)) / root, within(1e-13));
        double printed = schedule.beta(500) / Math.sqrt(1 - schedule.alpha(500)) / root;
        assertThat(Math.abs(printed - ofNoise)).isGreaterThan(0.05);
    }

    @Test
    void refusesGridsThatDoNotFit() {
        assertThatThrownBy(() -> new Ancestral(51).scheme(CHAIN)).hasMessageContaining("the chain has 50");
        assertThatThrownBy(() -> new Ddim(0)).hasMessageContaining("steps");
        assertThatThrownBy(() -> TimeGrid.of(1, 1, 0)).hasMessageContaining("falling");
        assertThatThrownBy(() -> new DpmSolver(10).scheme(Diffusion.flow())).hasMessageContaining("TimeGrid.uniform()");
        assertThatThrownBy(() -> new ReverseSde(10).scheme(Diffusion.flow()))
                .hasMessageContaining("infinite at time 1.0");
        assertThatThrownBy(() -> new HeunEdm(10).scheme(Diffusion.flow())).hasMessageContaining("horizon");
        assertThatThrownBy(() -> TimeGrid.trailing().times(Diffusion.ve(), 5)).hasMessageContaining("whole steps");
    }

    /** A published sampler steps to t − ⌊T/n⌋ whatever its grid: where n does not divide T that is another time than the next one. */
    @Test
    void gridsOfAnySpacingEndInTheData() {
        AffineProcess chain = Diffusion.ddpm(DiscreteSchedule.linear());
        for (int n : new int[] {1, 7, 30, 999, 1000}) {
            for (TimeGrid grid : new TimeGrid[] {TimeGrid.trailing(), TimeGrid.linspace()}) {
                double[] times = grid.times(chain, n);
                assertThat(times[0]).isEqualTo(1000);
                assertThat(times[n]).isEqualTo(0);
                for (int i = 1; i <= n; i++) {
                    assertThat(times[i]).isLessThan(times[i - 1]);
                }
            }
        }
    }
}
