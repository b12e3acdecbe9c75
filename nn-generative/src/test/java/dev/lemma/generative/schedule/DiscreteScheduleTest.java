package dev.lemma.generative.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Marginals;
import dev.lemma.testkit.golden.Golden;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables against stored ones of 40 digits, and as processes in continuous time. */
class DiscreteScheduleTest {

    private static DiscreteSchedule named(String name) {
        return switch (name) {
            case "linear" -> DiscreteSchedule.linear();
            case "scaled_linear" -> DiscreteSchedule.scaledLinear(1000, 0.00085, 0.012);
            case "cosine" -> DiscreteSchedule.cosine(1000);
            default -> DiscreteSchedule.cosine(50);
        };
    }

    private static void close(Golden golden, String name, IntToDoubleFunction actual, double tolerance) {
        double[] expected = golden.get(name).toDoubles();
        for (int t = 1; t <= expected.length; t++) {
            assertThat(actual.applyAsDouble(t))
                    .as(name + " at " + t)
                    .isCloseTo(expected[t - 1], within(tolerance * Math.abs(expected[t - 1])));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "scaled_linear", "cosine", "cosine_short"})
    void followsTheStoredTables(String name) {
        Golden golden = Golden.read("diffusion/schedules");
        DiscreteSchedule schedule = named(name);
        close(golden, name + ".beta", schedule::beta, 1e-12);
        close(golden, name + ".alpha", schedule::alpha, 1e-12);
        close(golden, name + ".alpha_bar", schedule::alphaBar, 1e-12);
        close(golden, name + ".one_minus_alpha_bar", schedule::oneMinusAlphaBar, 1e-12);
        close(golden, name + ".posterior_variance", schedule::posteriorVariance, 1e-12);
        close(golden, name + ".posterior_coef_x0", schedule::posteriorDataFactor, 1e-12);
        close(golden, name + ".posterior_coef_xt", schedule::posteriorNoisyFactor, 1e-12);
        double[] snr = golden.get(name + ".log_snr").toDoubles();
        for (int t = 1; t <= snr.length; t++) {
            assertThat(schedule.logSnr(t)).isCloseTo(snr[t - 1], within(1e-12 * Math.max(1, Math.abs(snr[t - 1]))));
        }
    }

    /** Lecture 13: the step is x_t = √(1 − β_t) x_{t−1} + √β_t z_t; with β_t z_t, as printed, the variance is not kept. */
    @Test
    void lecture13NoiseOfAStepCarriesTheRootOfBeta() {
        DiscreteSchedule schedule = DiscreteSchedule.linear(1000, 1e-4, 0.02);
        double variance = 0;
        double printed = 0;
        for (int t = 1; t <= 1000; t++) {
            variance = schedule.alpha(t) * variance + schedule.beta(t);
            printed = schedule.alpha(t) * printed + Math.pow(schedule.beta(t), 2);
            assertThat(variance).isCloseTo(schedule.oneMinusAlphaBar(t), within(1e-14));
        }
        assertThat(printed).isLessThan(0.02);
    }

    /** Lecture 13: nothing of the data remains iff Σβ_t = ∞; rates that tend to 0 too fast leave some however long the chain. */
    @Test
    void lecture13TheSignalVanishesOnlyIfTheSumOfBetaIsInfinite() {
        double summable = 1;
        double divergent = 1;
        for (int t = 1; t <= 100_000; t++) {
            summable *= 1 - 0.5 / ((double) t * t);
            divergent *= 1 - 0.5 / t;
        }
        assertThat(summable).isGreaterThan(0.3);
        assertThat(divergent).isLessThan(0.002);
    }

    /** One step of the chain is the kernel of the continuous process over one unit of time, to rounding. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "cosine_short"})
    void aStepIsTheKernelOfTheProcessOverOneUnitOfTime(String name) {
        DiscreteSchedule schedule = named(name);
        int n = schedule.steps();
        double[] times = new double[n + 1];
        for (int t = 0; t <= n; t++) {
            times[t] = t;
        }
        Marginals marginals = Marginals.of(Diffusion.ddpm(schedule), times);
        for (int t = 1; t <= n; t++) {
            double a = marginals.scale(t) / marginals.scale(t - 1);
            double v = marginals.variance(t) - a * a * marginals.variance(t - 1);
            assertThat(a).isCloseTo(Math.sqrt(schedule.alpha(t)), within(1e-14));
            assertThat(v).isCloseTo(schedule.beta(t), within(1e-14));
        }
    }

    /** As the steps become short the chain meets the process dx = −½βx dt + √β dw at order 1. */
    @Test
    void shortStepsMeetTheProcessAtOrderOne() {
        double exact = Marginals.of(Diffusion.vp(Schedules.linear()), 1).scale(0);
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            int n = k == 0 ? 2000 : 4000;
            double[] beta = new double[n];
            for (int i = 0; i < n; i++) {
                beta[i] = (0.1 + 19.9 * (i + 0.5) / n) / n;
            }
            errors[k] = Math.abs(Math.sqrt(DiscreteSchedule.of(beta).alphaBar(n)) - exact);
        }
        assertThat(Math.log(errors[0] / errors[1]) / Math.log(2)).isCloseTo(1, within(0.05));
    }

    @Test
    void zeroTerminalSnrKeepsTheFirstStepAndLosesAllData() {
        DiscreteSchedule given = DiscreteSchedule.scaledLinear(1000, 0.00085, 0.012);
        DiscreteSchedule zero = given.withZeroTerminalSnr();
        assertThat(zero.alphaBar(1)).isEqualTo(given.alphaBar(1));
        assertThat(zero.alphaBar(1000)).isEqualTo(0);
        assertThat(zero.logSnr(1000)).isEqualTo(Double.NEGATIVE_INFINITY);
        double last = Math.sqrt(given.alphaBar(1000));
        double first = Math.sqrt(given.alphaBar(1));
        double expected = (Math.sqrt(given.alphaBar(500)) - last) * first / (first - last);
        assertThat(Math.sqrt(zero.alphaBar(500))).isCloseTo(expected, within(1e-13));
        Marginals end = Marginals.of(Diffusion.ddpm(zero), 999, 1000);
        assertThat(end.scale(1)).isEqualTo(0);
        assertThat(end.variance(1)).isEqualTo(1);
        assertThat(end.scale(0)).isCloseTo(Math.sqrt(zero.alphaBar(999)), within(1e-14));
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> DiscreteSchedule.of(0.1, -0.1, 0.2)).hasMessageContaining("β_2 = -0.1");
        assertThatThrownBy(() -> DiscreteSchedule.of(0.1, 1, 0.2)).hasMessageContaining("β_2 = 1.0");
        assertThatThrownBy(DiscreteSchedule::of).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> Schedules.of(1, t -> t.minus(0.5).square().minus(0.25)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must increase");
        assertThatThrownBy(() -> Schedules.of(1, t -> t.plus(1))).hasMessageContaining("B(0) must be 0");
        assertThatThrownBy(() -> new CosineSchedule(0.008, 1)).hasMessageContaining("horizon");
        assertThatThrownBy(() -> new LinearSchedule(2, 1)).hasMessageContaining("must not fall");
    }
}
