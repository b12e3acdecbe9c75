package org.example.waves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.kernels.width.InfiniteWidth;
import dev.lemma.testkit.LayerContract;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpectralGainTest implements LayerContract {

    @Override
    public Layer subject() {
        return new SpectralGain();
    }

    @Override
    public Shape sample() {
        return Shape.of(12);
    }

    /** Signals and their means: the gains to find are 1 at frequency 0 and 0 elsewhere. */
    @Test
    void learnsToTakeTheMean() {
        Array signals = normal(256, 12);
        double[] means = new double[256 * 12];
        for (int i = 0; i < 256; i++) {
            double mean = 0;
            for (int j = 0; j < 12; j++) {
                mean += signals.get(i * 12 + j) / 12;
            }
            Arrays.fill(means, i * 12, i * 12 + 12, mean);
        }
        Network network = Network.of(Shape.of(12), new SpectralGain());
        Trained trained = Trainer.of(network, Losses.SQUARE, new Yogi(2e-2))
                .batchSize(64)
                .epochs(200)
                .fit(Dataset.of(signals, Array.of(Shape.of(256, 12), means)));
        double[] gains = trained.thetaArray().toDoubles();
        assertThat(gains[0]).isBetween(0.98, 1.02);
        for (int k = 1; k < 12; k++) {
            assertThat(gains[k]).isBetween(-0.02, 0.02);
        }
    }

    /** The transform mixes all numbers of a sample, which no rule of the limit knows: it says so, and where. */
    @Test
    void hasNoInfiniteWidthLimit() {
        Network network = Network.of(Shape.of(12), Sequential.of(new Dense(12), new SpectralGain(), new Dense(1)));
        assertThatThrownBy(() -> InfiniteWidth.of(network))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining("hartley [1, 12], after \"0/weight\", \"0/bias\", \"1/gain\": there is no rule for this operation");
    }

    private static Array normal(int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(extents.length), numbers);
        return Array.of(Shape.of(extents), numbers);
    }
}
