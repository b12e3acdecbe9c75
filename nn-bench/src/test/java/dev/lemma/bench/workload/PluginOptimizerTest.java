package dev.lemma.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.training.TrainingStep;
import dev.lemma.optim.Adam;
import org.junit.jupiter.api.Test;

class PluginOptimizerTest {

    /** The comparison is of one computation: both rules leave the same bits. */
    @Test
    void bothRulesAreTheSameFormula() {
        Training builtIn = new Training(PluginOptimizer.problem(new Adam(1e-3)), new FusedExecutor(1), Key.of(1));
        Training plugin = new Training(PluginOptimizer.problem(new PluginAdam(1e-3)), new FusedExecutor(1), Key.of(1));
        builtIn.run(3);
        plugin.run(3);
        assertThat(plugin.read(TrainingStep.THETA)).isEqualTo(builtIn.read(TrainingStep.THETA));
        assertThat(plugin.read("v")).isEqualTo(builtIn.read("v"));
    }
}
