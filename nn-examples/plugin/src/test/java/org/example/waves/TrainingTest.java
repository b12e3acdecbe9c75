package org.example.waves;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.NnConfig;
import dev.lemma.runtime.NnModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ways to the parts, and one training. */
class TrainingTest {

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final Dataset DIGITS = Digits.load();

    private static Trained made;

    @TempDir
    private Path folder;

    private static Trainer trainer(Optimizer optimizer, Activation activation) {
        Network network = Network.of(Shape.of(64), Sequential.of(new Dense(32), activation, new Dense(10)));
        return Trainer.of(network, Losses.CROSS_ENTROPY, optimizer)
                .batchSize(64)
                .epochs(5)
                .named(CATALOGUE);
    }

    private static Trained train(Optimizer optimizer, Activation activation) {
        return trainer(optimizer, activation).fit(DIGITS);
    }

    @BeforeAll
    static void byConstructor() {
        made = train(new Yogi(2e-3), new Snake(0.5));
        assertThat(made.evaluate(Metrics.ACCURACY, DIGITS)).isGreaterThan(0.9);
    }

    @Test
    void byName() {
        Trained named = train(
                CATALOGUE.create(OPTIMIZER, "yogi", Map.of("rate", 2e-3)),
                CATALOGUE.create(ACTIVATION, "snake", Map.of("alpha", "0.5")));
        assertThat(named.thetaArray()).isEqualTo(made.thetaArray());
    }

    @Test
    void byInjection() {
        NnConfig config = NnConfig.commandLine(
                "--optimizer", "yogi", "--optimizer.rate", "2e-3", "--activation", "snake", "--activation.alpha", "0.5");
        Injector injector = Guice.createInjector(new NnModule(CATALOGUE, config));
        Trained injected = train(injector.getInstance(Optimizer.class), injector.getInstance(Activation.class));
        assertThat(injected.thetaArray()).isEqualTo(made.thetaArray());
    }

    /** A run that ends in the middle of an epoch, and a new one that finds its checkpoints. */
    @Test
    void continuedAfterItWasKilled() {
        Trainer trainer = trainer(new Yogi(2e-3), new Snake(0.5)).checkpoint(folder.resolve("run"), 10);
        assertThatThrownBy(() -> trainer.listener((done, total, risk) -> {
                            if (done == 77) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .fit(DIGITS))
                .hasMessage("killed");
        List<Long> steps = new ArrayList<>();
        Trained continued = trainer(new Yogi(2e-3), new Snake(0.5))
                .checkpoint(folder.resolve("run"), 10)
                .listener((done, total, risk) -> steps.add(done))
                .fit(DIGITS);
        assertThat(steps).first().isEqualTo(71L);
        assertThat(continued.thetaArray()).isEqualTo(made.thetaArray());
    }

    @Test
    void fromASavedModel() {
        Path file = folder.resolve("digits.safetensors");
        made.save(file);
        Trained loaded = Trained.load(file, CATALOGUE);
        assertThat(loaded.parts().optimizer().orElseThrow().plugin()).isEqualTo("example.waves");
        assertThat(loaded.evaluate(Metrics.ACCURACY, DIGITS)).isEqualTo(made.evaluate(Metrics.ACCURACY, DIGITS));
    }
}
