package dev.lemma.generative.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.sampler.OptimalVariance;
import dev.lemma.generative.sampler.ReverseVariance;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds of Gaussian data with the exact mean, against stored ones of 40 digits. */
class VariationalBoundTest {

    private static VariationalBound.Terms terms(
            AffineProcess chain, double mean, double deviation, ReverseVariance variance) {
        GaussianMixture law = GaussianMixture.gaussian(new double[] {mean}, deviation);
        // The terms are quadratic in x₀ and ε, whose two-point laws with the same moments give them exactly.
        Array data = Array.of(
                Shape.of(4, 1), new double[] {mean - deviation, mean - deviation, mean + deviation, mean + deviation});
        Array noise = Array.of(Shape.of(4, 1), new double[] {-1, 1, -1, 1});
        return VariationalBound.of(law.under(chain), variance, PixelLaw.CONTINUOUS)
                .terms(data, noise);
    }

    @ParameterizedTest
    @CsvSource({
        "v0, 50, 0.5, 0.6",
        "v1, 50, 0, 2",
        "v2, 50, -1, 0.1",
        "v6, 1000, 0.5, 0.6",
        "v3, -1000, 0.5, 0.6",
        "v5, -1000, -1, 0.1"
    })
    void followsTheStoredBounds(String key, int steps, double mean, double deviation) {
        Golden golden = Golden.read("diffusion/vlb");
        DiscreteSchedule schedule = steps > 0 ? DiscreteSchedule.cosine(steps) : DiscreteSchedule.linear();
        AffineProcess chain = Diffusion.ddpm(schedule);
        GaussianMixture law = GaussianMixture.gaussian(new double[] {mean}, deviation);
        Map<String, ReverseVariance> variances = Map.of(
                "optimal",
                OptimalVariance.of(law, Key.of(0), 1),
                "beta",
                ReverseVariance.BETA,
                "posterior",
                ReverseVariance.POSTERIOR);
        variances.forEach((name, variance) -> {
            VariationalBound.Terms terms = terms(chain, mean, deviation, variance);
            double[] stored = golden.get(key + "." + name + ".L").toDoubles();
            assertThat(terms.data()).as(name + " L_0").isCloseTo(stored[0], within(1e-10));
            for (int t = 2; t <= stored.length; t++) {
                assertThat(terms.steps()[t - 2]).as(name + " at " + t).isCloseTo(stored[t - 1], within(1e-10));
            }
            assertThat(terms.prior()).isCloseTo(golden.get(key + ".L_T").item(), within(1e-10));
            assertThat(terms.total())
                    .isCloseTo(golden.get(key + "." + name + ".total").item(), within(1e-9));
        });
    }

    /**
     * Lecture 13: it is a bound on the likelihood, and the denominator is q(x_t | x_{t−1}). With the optimal variance the bound is the entropy of the data
     * plus KL(q_T‖π): nothing is lost. With β and β̃ there is a gap.
     */
    @Test
    void lecture13TheBoundIsTightWithTheOptimalVariance() {
        Golden golden = Golden.read("diffusion/vlb");
        AffineProcess chain = Diffusion.ddpm(DiscreteSchedule.cosine(50));
        GaussianMixture law = GaussianMixture.gaussian(new double[] {0.5}, 0.6);
        double least = golden.get("v0.entropy").item() + golden.get("v0.KL_T").item();
        double optimal =
                terms(chain, 0.5, 0.6, OptimalVariance.of(law, Key.of(0), 1)).total();
        assertThat(optimal - least).isCloseTo(0, within(1e-12));
        assertThat(terms(chain, 0.5, 0.6, ReverseVariance.BETA).total() - least).isGreaterThan(1e-3);
        assertThat(terms(chain, 0.5, 0.6, ReverseVariance.POSTERIOR).total() - least)
                .isGreaterThan(1e-1);
    }

    /** The masses of all levels sum to 1, near the mean and far from it; the hyperbolic tangent in place of the error function is off by 1e-4. */
    @Test
    void discretisedMassesSumToOne() {
        int levels = 16;
        double[] values = new double[levels];
        for (int k = 0; k < levels; k++) {
            values[k] = 2.0 * k / (levels - 1) - 1;
        }
        PixelLaw law = PixelLaw.discretised(levels);
        for (double mean : new double[] {-1.4, -1, -0.3, 0, 0.77, 1, 3}) {
            for (double deviation : new double[] {0.02, 0.3, 4}) {
                Tensor x = Tensor.input("x", DType.FLOAT64, levels);
                Tensor log = law.logDensity(x, x.filled(mean), Tensor.constant(DType.FLOAT64, deviation));
                double[] logs = ReferenceExecutor.evaluate(List.of(log), Map.of(x, Array.vector(values)))
                        .get(0)
                        .toDoubles();
                double sum = 0;
                for (double l : logs) {
                    assertThat(l).isFinite().isLessThanOrEqualTo(1e-15);
                    sum += Math.exp(l);
                }
                assertThat(sum).isCloseTo(1, within(1e-13));
            }
        }
    }

    @Test
    void refusesDataOutOfRangeAndOtherProcesses() {
        GaussianMixture law = GaussianMixture.gaussian(new double[] {0}, 1);
        VariationalBound bound = VariationalBound.of(
                law.under(Diffusion.ddpm(DiscreteSchedule.cosine(10))),
                ReverseVariance.BETA,
                PixelLaw.discretised(256));
        assertThatThrownBy(() -> bound.terms(Array.of(Shape.of(1, 1), new double[] {1.2}), Key.of(0)))
                .hasMessageContaining("256 levels")
                .hasMessageContaining("nothing is clipped");
        assertThatThrownBy(() -> VariationalBound.of(
                        law.under(Diffusion.vp(Schedules.linear())), ReverseVariance.BETA, PixelLaw.CONTINUOUS))
                .hasMessageContaining("whole steps");
    }
}
