package dev.lemma.examples.program;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.lemma.api.network.Activation;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.training.Optimizer;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.NnConfig;
import dev.lemma.runtime.NnModule;
import dev.lemma.testkit.ActivationContract;
import dev.lemma.testkit.OptimizerContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A part by constructor, by name and by injection: one object; and its contract in one line. */
class PluginProgramTest {

    private final Catalogue catalogue = Catalogue.of(new AcmePlugin());

    /** What a program is given. */
    private static final class Experiment {
        private final Optimizer optimizer;
        private final Map<String, Entry<Activation>> activations;

        @Inject
        Experiment(Optimizer optimizer, Map<String, Entry<Activation>> activations) {
            this.optimizer = optimizer;
            this.activations = activations;
        }
    }

    @Test
    void threeWaysToOneObject() {
        Optimizer made = new Lion(1e-4, 0.9, 0.99);
        assertThat(catalogue.create(OPTIMIZER, "acme-lion", Map.of("rate", 1e-4)))
                .isEqualTo(made);
        NnConfig config = NnConfig.commandLine("--optimizer", "acme-lion", "--optimizer.rate", "1e-4");
        Injector injector = Guice.createInjector(Stage.PRODUCTION, new NnModule(catalogue, config));
        Experiment experiment = injector.getInstance(Experiment.class);
        assertThat(experiment.optimizer).isEqualTo(made);
        assertThat(experiment.activations.get("acme-swish").create()).isEqualTo(new Swish(1));
        assertThat(catalogue.entry(ACTIVATION, "acme-swish").formula()).isEqualTo("φ(z) = z·σ(βz)");
        NnPlugin plugin = new AcmePlugin();
        assertThat(catalogue.entry(OPTIMIZER, "acme-lion").origin().plugin()).isEqualTo(plugin.id());
    }

    @Nested
    class LionTest implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return new Lion(1e-3, 0.9, 0.99);
        }
    }

    @Nested
    class SwishTest implements ActivationContract {
        @Override
        public Activation subject() {
            return new Swish(1);
        }
    }
}
