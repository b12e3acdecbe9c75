package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.io.Npz;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterFileTest {

    @TempDir
    private Path folder;

    private Trained trained() {
        return Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.momentum(0.02))
                .steps(4)
                .fit(Examples.pictures(40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.safetensors", "net.npz"})
    void comeBackBitForBitWithTheRunningStatistics(String name) {
        Trained trained = trained();
        Path file = folder.resolve(name);
        trained.save(file);
        Trained loaded = Trained.load(Examples.cnn(), file);
        assertThat(loaded.thetaArray()).isEqualTo(trained.thetaArray());
        assertThat(loaded.stateArray()).isEqualTo(trained.stateArray());
        Array x = Examples.pictures(5).featureArray();
        assertThat(loaded.predict(x)).isEqualTo(trained.predict(x));
        assertThat(trained.stateArray()).isNotEqualTo(Examples.cnn().initialState());
    }

    @Test
    void areNamedAsTheNetworkNamesThem() {
        Trained trained = trained();
        trained.save(folder.resolve("net.npz"));
        Map<String, Array> named = Npz.read(folder.resolve("net.npz"));
        assertThat(named).containsAllEntriesOf(trained.network().named(trained.thetaArray()));
        assertThat(named)
                .hasSize(trained.network().parameters().size()
                        + trained.network().states().size());
    }

    @Test
    void areRoundedToTheTypeOfTheNetwork() {
        Trained trained = trained();
        trained.save(folder.resolve("net.npz"));
        Trained wide = Trained.load(Examples.cnn().as(DType.FLOAT64), folder.resolve("net.npz"));
        assertThat(wide.thetaArray()).isEqualTo(trained.thetaArray().as(DType.FLOAT64));
    }

    @Test
    void otherShapesAndNamesAreRefusedAllAtOnce() {
        Network net = Network.of(Shape.of(3), Sequential.of(new Dense(4), new Dense(2)));
        Map<String, Array> named = new LinkedHashMap<>(net.named(net.initialArray(Key.of(1))));
        String first = net.parameters().get(0).name();
        String second = net.parameters().get(1).name();
        named.put(first, Array.zeros(DType.FLOAT32, Shape.of(7, 4)));
        named.remove(second);
        named.put("elsewhere", Array.scalar(1));
        Path file = folder.resolve("other.safetensors");
        Safetensors.write(file, named);
        assertThatThrownBy(() -> Trained.load(net, file))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("\"" + first + "\" is [7, 4], expected ")
                .hasMessageContaining("\"" + second + "\" [4] is missing")
                .hasMessageContaining("\"elsewhere\" is not of this network");
    }

    @Test
    void anUnknownEndingIsRefusedBeforeAnythingIsWritten() {
        Path file = folder.resolve("net.bin");
        assertThatThrownBy(() -> trained().save(file))
                .hasMessageContaining(".safetensors")
                .hasMessageContaining(".npz");
        assertThat(file).doesNotExist();
    }
}
