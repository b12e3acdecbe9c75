package dev.lemma.examples.program;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.tangent.TangentKernel;
import dev.lemma.kernels.width.InfiniteWidth;
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

    /** The kernels know a plugin's activation from its expression: at β = 1 it is SiLU, whatever it is called. */
    @Test
    void networksOfAPluginHaveTheirKernels() {
        Activation swish = catalogue.create(ACTIVATION, "acme-swish", Map.of("beta", 1));
        Array x = Array.of(Shape.of(3, 2), new double[] {1, 2, -1, 0.5, 1, 2});
        Network plugged = network(swish);
        Network known = network(Activations.SILU);
        for (int kernel = 0; kernel < 2; kernel++) {
            Array own = InfiniteWidth.of(plugged).arrays(x).get(kernel);
            Array expected = InfiniteWidth.of(known).arrays(x).get(kernel);
            for (int i = 0; i < 9; i++) {
                assertThat(own.get(i)).isCloseTo(expected.get(i), within(1e-11 * expected.get(0)));
            }
        }
        Array theta = plugged.initialArray(Key.of(1));
        Array jacobian = TangentKernel.of(plugged).at(theta).jacobian(x);
        Array gram = TangentKernel.of(plugged).at(theta).gram(x);
        int parameters = plugged.parameterCount();
        double product = 0;
        for (int p = 0; p < parameters; p++) {
            product += jacobian.get(p) * jacobian.get(parameters + p);
        }
        assertThat(gram.get(1)).isCloseTo(product, within(1e-11 * gram.get(0)));
    }

    private static Network network(Activation activation) {
        return Network.of(
                        Shape.of(2),
                        Sequential.of(new Dense(16), activation, new Dense(16), activation, new Dense(1)),
                        Parametrization.NTK)
                .as(DType.FLOAT64);
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
