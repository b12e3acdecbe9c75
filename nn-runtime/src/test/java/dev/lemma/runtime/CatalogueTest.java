package dev.lemma.runtime;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.INITIALIZER;
import static dev.lemma.api.plugin.ExtensionPoint.LAYER;
import static dev.lemma.api.plugin.ExtensionPoint.LOSS;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.inject.Guice;
import com.google.inject.Stage;
import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.activation.LeakyRelu;
import dev.lemma.core.activation.Polynomial;
import dev.lemma.core.initializer.FixedLaw;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Reshape;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.CrossEntropy;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.plugin.CorePlugin;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    public record Lion(double rate, @Default("0.9") double beta1, double beta2) implements Optimizer {

        public Lion {
            Check.positive("rate", rate);
            Check.inUnitInterval("beta1", beta1);
            Check.inUnitInterval("beta2", beta2);
        }

        public Lion(double rate, double beta1) {
            this(rate, beta1, beta1 + 0.09);
        }

        @Override
        public Update update(Tensor gradient, Slots slots) {
            return Update.by(gradient.sign().times(-rate));
        }
    }

    static final class Acme implements NnPlugin {
        @Override
        public String id() {
            return "acme";
        }

        @Override
        public int apiLevel() {
            return NnApi.LEVEL;
        }

        @Override
        public void contribute(Contributions to) {
            to.add(OPTIMIZER, "lion", Lion.class)
                    .summary("sign momentum")
                    .cite("arXiv:2302.06675")
                    .alias("sign-momentum");
        }
    }

    static final class Experiment {
        final Optimizer optimizer;
        final Activation activation;
        final Map<String, Entry<Optimizer>> optimizers;

        @Inject
        Experiment(Optimizer optimizer, Activation activation, Map<String, Entry<Optimizer>> optimizers) {
            this.optimizer = optimizer;
            this.activation = activation;
            this.optimizers = optimizers;
        }
    }

    private final Catalogue catalogue = Catalogue.of(new CorePlugin(), new Acme());

    @Test
    void threeWaysToEqualParts() {
        Optimizer made = new Lion(1e-4, 0.9, 0.99);
        assertThat(catalogue.create(OPTIMIZER, "lion", Map.of("rate", 1e-4))).isEqualTo(made);
        assertThat(catalogue.create(OPTIMIZER, "sign-momentum", Map.of("rate", "1e-4", "beta2", 0.99)))
                .isEqualTo(made);
        NnConfig config =
                NnConfig.commandLine("--optimizer", "lion", "--optimizer.rate=1e-4", "--activation", "leaky-relu");
        Experiment experiment = Guice.createInjector(Stage.PRODUCTION, new NnModule(catalogue, config))
                .getInstance(Experiment.class);
        assertThat(experiment.optimizer).isEqualTo(made);
        assertThat(experiment.activation).isEqualTo(new LeakyRelu(0.01));
        assertThat(experiment.optimizers).containsOnlyKeys("lion");
        assertThat(experiment.optimizers.get("lion").create(Map.of("rate", 1e-4)))
                .isEqualTo(made);
    }

    /** The shorter constructor is called with the values that are given, not with defaults. */
    @Test
    void defaultsMayFollowFromOtherOptions() {
        assertThat(catalogue.create(OPTIMIZER, "lion", Map.of("rate", 1, "beta1", 0.5)))
                .isEqualTo(new Lion(1, 0.5, 0.59));
    }

    @Test
    void aModuleIsRefusedBeforeThereIsAnInjector() {
        assertThatThrownBy(() -> new NnModule(catalogue, NnConfig.of(Map.of("optimiser", "lion"))))
                .isInstanceOf(UnknownPartException.class)
                .hasMessageStartingWith("No kind of part is called \"optimiser\". Did you mean optimizer?");
        assertThatThrownBy(() -> new NnModule(catalogue, NnConfig.of(Map.of("optimizer", "lion"))))
                .isInstanceOf(OptionException.class)
                .hasMessage("lion needs rate (number): give rate");
    }

    @Test
    void optionsAreCheckedWithTheRecordsOwnWords() {
        assertThatThrownBy(() -> catalogue.create(OPTIMIZER, "lion", Map.of("rate", -1)))
                .hasMessage("lion: rate: expected a finite number above 0, got -1.0");
        assertThatThrownBy(() -> catalogue.create(OPTIMIZER, "lion", Map.of("rate", 1, "betta1", 0)))
                .hasMessage(
                        "lion has no option \"betta1\". Did you mean beta1 or beta2? There are: rate, beta1, beta2");
        assertThatThrownBy(() -> catalogue.create(OPTIMIZER, "lion", Map.of("rate", "fast")))
                .hasMessage("lion: rate: expected a number, got \"fast\"");
        assertThatThrownBy(() -> catalogue.create(LAYER, "dense", Map.of("out", 2.5)))
                .hasMessage("dense: out: expected a whole number, got 2.5");
        assertThatThrownBy(() -> catalogue.create(ACTIVATION, "relu", Map.of("slope", 1)))
                .hasMessage("relu has no options; got slope");
        assertThatThrownBy(() -> catalogue.create(INITIALIZER, "he-normal", Map.of("fan", "inn")))
                .hasMessage("he-normal: fan: expected in or out or average, got \"inn\". Did you mean in?");
    }

    @Test
    void optionsMayBePartsRecordsListsAndWords() {
        assertThat(catalogue.create(LAYER, "dense", Map.of("out", "3", "weight", "he-normal", "bias", "none")))
                .isEqualTo(new Dense(3).weight(Initializers.heNormal()).noBias());
        assertThat(catalogue.create(
                        LAYER, "dense", Map.of("out", 3, "bias", "fixed", "bias.law", "constant", "bias.law.value", 2)))
                .isEqualTo(new Dense(3).bias(Initializers.constant(2)));
        assertThat(catalogue.create(
                        LAYER,
                        "convolution2d",
                        Map.of(
                                "filters",
                                4,
                                "kernelH",
                                3,
                                "kernelW",
                                3,
                                "padding.same",
                                true,
                                "padding.circular",
                                false,
                                "padding.height",
                                0,
                                "padding.width",
                                0)))
                .isEqualTo(new Convolution2D(4, 3).same());
        assertThat(catalogue.create(ACTIVATION, "polynomial", Map.of("coefficients", "1, 0, 2")))
                .isEqualTo(Polynomial.of(1, 0, 2));
        assertThat(catalogue.create(LAYER, "reshape", Map.of("sample", "2,3"))).isEqualTo(new Reshape(2, 3));
        assertThat(catalogue.create(LAYER, "residual", Map.of("branch", "relu")))
                .isEqualTo(new Residual(Activations.RELU));
        assertThatThrownBy(() -> catalogue.create(LAYER, "dense", Map.of("out", 3, "weight", "he-norml")))
                .hasMessageStartingWith("No initializer is called \"he-norml\". Did you mean he-normal");
    }

    /** Every option of every layer of a network, through text. */
    @Test
    void aWholeNetworkIsSavedByName() {
        Layer network = Sequential.of(
                new Convolution2D(8, 3).same().weight(Initializers.heNormal()),
                new BatchNorm(),
                Activations.RELU,
                new MaxPool2D(2),
                new Residual(new LeakyRelu(0.2), 0.5),
                new Flatten(),
                new Dropout(0.1),
                Activations.ELU,
                new Dense(10).bias(new FixedLaw(new Law.Normal(0.1))));
        String line = catalogue.reference(LAYER, network).toString();
        Layer again = catalogue.restore(LAYER, PluginReference.parse(line));
        assertThat(again.toString()).isEqualTo(network.toString().replace("elu, Dense", "Elu[alpha=1.0], Dense"));
        assertThat(catalogue.reference(LAYER, again)).hasToString(line);
        assertThat(catalogue.reference(LOSS, Losses.CROSS_ENTROPY).options())
                .containsExactly(Map.entry("smoothing", 0.0));
        assertThat(catalogue.reference(LOSS, new CrossEntropy(0.1)).name()).isEqualTo("cross-entropy");
    }

    @Test
    void whatHasNoNameCannotBeSaved() {
        Activation lambda = x -> x;
        assertThatThrownBy(() -> catalogue.reference(ACTIVATION, lambda))
                .hasMessageContaining("cannot be saved by name: add it to a plugin");
    }

    @Test
    void describesOptions() {
        assertThat(catalogue.entry(OPTIMIZER, "lion").options())
                .containsExactly(
                        new PartOption("rate", "number", "a finite number above 0", "", true),
                        new PartOption("beta1", "number", "a number in [0, 1]", "0.9", false),
                        new PartOption("beta2", "number", "a number in [0, 1]", "0.99", false));
        assertThat(catalogue.entry(LAYER, "dense").options())
                .extracting(PartOption::name, PartOption::kind, PartOption::allowed, PartOption::standard)
                .containsExactly(
                        tuple("out", "whole number", "a whole number of at least 1", ""),
                        tuple("weight", "initializer", "", "lecun-normal"),
                        tuple("bias", "initializer", "", "zeros"));
    }

    /** What is found by scanning is what is made by hand. */
    @Test
    void loadFindsTheClassPath() {
        Catalogue found = Catalogue.load(LoadPolicy.STRICT);
        assertThat(found.plugins()).extracting(Origin::plugin).contains("lemma.core");
        assertThat(found.entries(ACTIVATION))
                .extracting(Entry::name)
                .isEqualTo(
                        catalogue.entries(ACTIVATION).stream().map(Entry::name).toList());
        assertThat(found.failures()).isEqualTo(List.of());
    }
}
