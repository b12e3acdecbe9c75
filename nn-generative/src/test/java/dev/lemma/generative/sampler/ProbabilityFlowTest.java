package dev.lemma.generative.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.generative.Golds;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.ScoreFunction;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

/** Adaptive steps come to the stored end points, and each sample has its own. */
class ProbabilityFlowTest {

    private final Golden golden = Golden.read("diffusion/samplers");
    private final GaussianMixture law = Golds.mixture(golden);

    @Test
    void comesToTheStoredEndPoints() {
        ScoreFunction score = law.under(Diffusion.vp(Schedules.linear()));
        Array end = new ProbabilityFlow(1e-9)
                .solve(score, golden.get("z"))
                .orThrow()
                .lastArray();
        assertThat(Golds.difference(end, golden.get("exact.vp_endpoint"))).isLessThan(1e-7);
    }

    @Test
    void samplesAreTheSameWhateverTheBatch() {
        ScoreFunction score = law.under(Diffusion.ve());
        ProbabilityFlow flow = new ProbabilityFlow(1e-5);
        Array many = flow.sampleArray(score, Key.of(2), 9);
        Array few = flow.sampleArray(score, Key.of(2), 4);
        assertThat(Golds.difference(many.rows(0, 4), few)).isLessThan(1e-9);
    }

    @Test
    void refusesChains() {
        ScoreFunction score = law.under(Diffusion.ddpm(DiscreteSchedule.cosine(10)));
        assertThatThrownBy(() -> new ProbabilityFlow(1e-3).sampleArray(score, Key.of(0), 1))
                .hasMessageContaining("use Ddim");
    }
}
