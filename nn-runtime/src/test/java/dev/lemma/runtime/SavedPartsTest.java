package dev.lemma.runtime;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.core.training.SavedParts;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What models and checkpoints say of the plugins that they need. */
class SavedPartsTest {

    /** An activation of a plugin. */
    public record Bent(double slope) implements Activation {
        @Override
        public Tensor apply(Tensor x) {
            return x.tanh().plus(x.times(slope));
        }
    }

    /** An optimiser of a plugin. */
    public record Signs(double rate) implements Optimizer {
        @Override
        public UpdateScaling scaling() {
            return UpdateScaling.SCALE_FREE;
        }

        @Override
        public Update update(Tensor gradient, Slots slots) {
            return Update.by(gradient.sign().times(-rate));
        }
    }

    /** The plugin. */
    private record Acme(String version) implements NnPlugin {
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
            to.add(ACTIVATION, "bent", new Bent(0.1));
            to.add(OPTIMIZER, "signs", new Signs(1e-3));
        }
    }

    private static final Catalogue WITH = Catalogue.of(new CorePlugin(), new Acme("1.2"));
    private static final Catalogue WITHOUT = Catalogue.of(new CorePlugin());

    private static final Dataset DATA =
            Dataset.of(Array.matrix(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}), Array.vector(0, 1, 1, 0));

    @TempDir
    private Path folder;

    private static Network network(Activation activation) {
        return Network.of(
                        Shape.of(2),
                        Sequential.of(
                                new Dense(8).weight(Initializers.heNormal()),
                                activation,
                                new Residual(Sequential.of(new Dense(8).noBias(), activation), 0.5),
                                new Dense(2)),
                        Parametrization.NTK)
                .as(DType.FLOAT64);
    }

    private static Trainer trainer(Activation activation, Optimizer optimizer) {
        return Trainer.of(network(activation), Losses.CROSS_ENTROPY, optimizer)
                .batchSize(4)
                .steps(6);
    }

    private Path saved() {
        Path file = folder.resolve("net.safetensors");
        trainer(new Bent(0.2), new Signs(2e-3)).named(WITH).fit(DATA).save(file);
        return file;
    }

    @Test
    void aModelSaysWhatItWasMadeOf() {
        SavedParts parts = SavedParts.of(saved());
        assertThat(parts.optimizer())
                .contains(new PluginReference("optimizer", "signs", Map.of("rate", 2e-3), "acme", "1.2"));
        assertThat(parts.loss().orElseThrow().described())
                .isEqualTo("loss \"cross-entropy\" of lemma.core " + new CorePlugin().version());
        assertThat(parts.layers().orElseThrow().plugins()).contains("acme 1.2");
        assertThat(parts.plugins()).containsExactly("acme 1.2", "lemma.core " + new CorePlugin().version());
    }

    @Test
    void theNetworkIsMadeAnewFromTheFile() {
        Path file = saved();
        Trained loaded = Trained.load(file, WITH);
        assertThat(loaded.network().layer()).isEqualTo(network(new Bent(0.2)).layer());
        assertThat(loaded.network().type()).isEqualTo(DType.FLOAT64);
        assertThat(loaded.network().parametrization()).isEqualTo(Parametrization.NTK);
        assertThat(loaded.predict(DATA.featureArray()))
                .isEqualTo(Trained.load(network(new Bent(0.2)), file).predict(DATA.featureArray()));
        Path again = folder.resolve("again.safetensors");
        loaded.save(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void aMissingPluginIsNamedWithItsVersion() {
        Path file = saved();
        assertThatThrownBy(() -> Trained.load(file, WITHOUT))
                .isInstanceOf(MissingPluginException.class)
                .hasMessageStartingWith(
                        "The saved model uses activation \"bent\" of plugin acme 1.2, which is not there: "
                                + "put the plugin's jar on the class path, or name it with --plugins");
        PluginReference optimizer = SavedParts.of(file).optimizer().orElseThrow();
        assertThatThrownBy(() -> WITHOUT.restore(OPTIMIZER, optimizer))
                .isInstanceOf(MissingPluginException.class)
                .hasMessageContaining("optimizer \"signs\" of plugin acme 1.2");
    }

    @Test
    void aLaterVersionOfThePluginWillDo() {
        assertThat(Trained.load(saved(), Catalogue.of(new CorePlugin(), new Acme("1.3")))
                        .parts()
                        .plugins())
                .contains("acme 1.2");
    }

    @Test
    void whatHasNoNameIsLeftOut() {
        Path file = folder.resolve("net.safetensors");
        trainer(x -> x.tanh(), new Signs(2e-3)).named(WITH).fit(DATA).save(file);
        SavedParts parts = SavedParts.of(file);
        assertThat(parts.layers()).isEmpty();
        assertThat(parts.optimizer()).isPresent();
        assertThatThrownBy(() -> Trained.load(file, WITH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not say what its network was made of");
        trainer(new Bent(0.2), new Signs(2e-3)).fit(DATA).save(file);
        assertThat(SavedParts.of(file).texts()).isEmpty();
    }

    @Test
    void brokenMetadataAreASentence() {
        Path file = saved();
        Safetensors.Content content = Safetensors.readAll(file);
        for (String[] change : new String[][] {
            {"lemma.input", "2,x", "expected whole numbers"},
            {"lemma.type", "FLOAT16", "expected one of [FLOAT32, FLOAT64]"},
            {"lemma.layers", "{}", "reference to a part"},
            {"lemma.layers", "{", ""},
        }) {
            Map<String, String> metadata = new HashMap<>(content.metadata());
            metadata.put(change[0], change[1]);
            Safetensors.write(file, content.arrays(), metadata);
            assertThatThrownBy(() -> Trained.load(file, WITH))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(change[2]);
        }
    }

    @Test
    void aCheckpointSaysItToo() {
        Path checkpoints = folder.resolve("checkpoints");
        trainer(new Bent(0.2), new Signs(2e-3))
                .named(WITH)
                .checkpoint(checkpoints, 2)
                .fit(DATA);
        Path newest = CheckpointFolder.newest(checkpoints).orElseThrow().file();
        assertThat(SavedParts.of(newest).optimizer().orElseThrow().described())
                .isEqualTo("optimizer \"signs\" of acme 1.2");
        assertThatThrownBy(() -> trainer(new Bent(0.2), new Signs(1e-3))
                        .checkpoint(checkpoints, 2)
                        .fit(DATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "another training wrote it. optimizer: Signs[rate=0.002] there, Signs[rate=0.001] here")
                .hasMessageContaining(". It was written with acme 1.2. Train as it was");
    }
}
