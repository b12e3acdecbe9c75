package dev.lemma.generative.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.Golds;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Likelihoods of an exact score against the density itself. */
class FlowLikelihoodTest {

    private static final Map<String, AffineProcess> PROCESSES = Map.of(
            "vp", Diffusion.vp(Schedules.linear()), "subvp", Diffusion.subVp(Schedules.linear()), "ve", Diffusion.ve());

    private final Golden golden = Golden.read("diffusion/likelihood");
    private final GaussianMixture law = Golds.mixture(golden);

    @ParameterizedTest
    @ValueSource(strings = {"vp", "subvp", "ve"})
    void followsTheStoredLikelihoods(String name) {
        FlowLikelihood flow =
                FlowLikelihood.of(law.under(PROCESSES.get(name))).from(0).tolerance(1e-11);
        Likelihood prior = flow.of(golden.get("x"));
        Likelihood exact = flow.endingAs(law).of(golden.get("x"));
        assertThat(Golds.difference(prior.values(), golden.get(name + ".log_model")))
                .isLessThan(1e-8);
        assertThat(Golds.difference(exact.values(), golden.get(name + ".log_q0")))
                .isLessThan(1e-8);
    }

    /** Of a mixture to 1e-6 nats at an ordinary tolerance. */
    @ParameterizedTest
    @ValueSource(strings = {"vp", "subvp", "ve"})
    void isThatOfAMixtureToAMillionthOfANat(String name) {
        Array x = law.draw(Key.of(8), 64);
        Likelihood best = FlowLikelihood.of(law.under(PROCESSES.get(name)))
                .from(0)
                .tolerance(1e-8)
                .endingAs(law)
                .of(x);
        assertThat(Golds.difference(best.values(), exact(x))).isLessThan(1e-6);
    }

    /** Every customary shortcut costs something, at every point no more than the budget says, and the budget is not idle. */
    @ParameterizedTest
    @CsvSource({"vp, 16", "vp, 200", "subvp, 16", "subvp, 200", "ve, 16", "ve, 200"})
    void theBudgetCoversWhatTheShortcutsCost(String name, int points) {
        FlowLikelihood flow = FlowLikelihood.of(law.under(PROCESSES.get(name))).tolerance(1e-6);
        for (int seed = 0; seed < 3; seed++) {
            Array x = law.draw(Key.of(8 + seed), points);
            Array exact = exact(x);
            Likelihood usual = flow.of(x);
            double most = 0;
            double claimed = 0;
            for (int i = 0; i < points; i++) {
                double error = Math.abs(usual.values().get(i) - exact.get(i));
                assertThat(error).as("at point %s of seed %s", i, seed).isLessThan(usual.error(i));
                assertThat(usual.probe().get(i)).isEqualTo(0);
                most = Math.max(most, error);
                claimed = Math.max(claimed, usual.error(i));
            }
            assertThat(most).isGreaterThan(1e-4);
            assertThat(claimed).isLessThan(5 * most);
            assertThat(usual.mean() * -1 / (2 * Math.log(2))).isCloseTo(usual.bitsPerDim(), within(1e-12));
        }
    }

    /** Each shortcut on its own is within its own term. */
    @Test
    void everyTermCoversItsOwnShortcut() {
        FlowLikelihood flow = FlowLikelihood.of(law.under(PROCESSES.get("vp"))).tolerance(1e-9);
        Array x = law.draw(Key.of(3), 200);
        Array exact = exact(x);
        Likelihood cut = flow.endingAs(law).of(x);
        Likelihood ended = flow.from(0).of(x);
        Likelihood hasty = flow.from(0).endingAs(law).tolerance(1e-5).of(x);
        for (int i = 0; i < 200; i++) {
            assertThat(Math.abs(cut.values().get(i) - exact.get(i)))
                    .isLessThan(cut.cutoff().get(i) + 1e-7);
            assertThat(Math.abs(ended.values().get(i) - exact.get(i)))
                    .isLessThan(ended.prior().get(i) + 1e-7);
            assertThat(Math.abs(hasty.values().get(i) - exact.get(i)))
                    .isLessThan(hasty.solver().get(i) + 1e-7);
        }
    }

    private Array exact(Array x) {
        return Program.of(Fused.executor(), in -> List.of(law.logDensity(in.get(0))))
                .call(x);
    }

    /** The mean over probes is within six of its standard errors. */
    @Test
    void probesAgreeWithTheExactDivergence() {
        AffineProcess vp = PROCESSES.get("vp");
        Array x = law.draw(Key.of(9), 3);
        FlowLikelihood flow = FlowLikelihood.of(law.under(vp)).tolerance(1e-5);
        Likelihood exact = flow.of(x);
        Likelihood probed = flow.probes(6, Key.of(4)).of(x);
        for (int i = 0; i < 3; i++) {
            assertThat(Math.abs(probed.values().get(i) - exact.values().get(i)))
                    .isLessThan(6 * probed.probe().get(i) + 1e-3);
        }
    }

    @Test
    void exactDivergenceOfManyAxesIsThatOfFew() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 3, 11);
        Tensor u = x.sin().times(x.sum(1).expand(1));
        Tensor expected = x.cos().times(x.sum(1).expand(1)).plus(x.sin()).sum(1);
        double[] numbers = new double[33];
        for (int i = 0; i < 33; i++) {
            numbers[i] = Math.sin(i);
        }
        List<Array> values = Program.of(Fused.executor(), in -> {
                    Map<Tensor, Tensor> given = Map.of(x, in.get(0));
                    return dev.lemma.api.tensor.Graph.substitute(List.of(Divergence.exact(u, x), expected), given);
                })
                .callAll(List.of(Array.of(Shape.of(3, 11), numbers)));
        assertThat(Golds.difference(values.get(0), values.get(1))).isLessThan(1e-13);
    }

    @Test
    void refusesChainsAndOtherSamples() {
        assertThatThrownBy(() -> FlowLikelihood.of(law.under(Diffusion.ddpm(DiscreteSchedule.cosine(10)))))
                .hasMessageContaining("VariationalBound");
        FlowLikelihood flow = FlowLikelihood.of(law.under(PROCESSES.get("vp")));
        assertThatThrownBy(() -> flow.of(Array.vector(1, 2))).hasMessageContaining("samples [n, …]");
        assertThatThrownBy(() -> flow.of(Array.of(Shape.of(1, 2), new double[] {1, Double.NaN})))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> flow.probes(1, Key.of(0))).hasMessageContaining("probes");
    }
}
