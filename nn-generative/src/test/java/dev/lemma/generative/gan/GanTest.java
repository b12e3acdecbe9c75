package dev.lemma.generative.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.generative.metric.EnergyDistance;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.optim.Adam;
import org.junit.jupiter.api.Test;

/** Both games on a law in the plane. */
class GanTest {

    private static Network perceptron(int from, int to) {
        return Network.of(
                Shape.of(from),
                Sequential.of(new Dense(32), Activations.SILU, new Dense(32), Activations.SILU, new Dense(to)));
    }

    @Test
    void bothGamesComeNearTheLaw() {
        GaussianMixture law = GaussianMixture.gaussian(new double[] {2, -1}, new double[][] {{0.5, 0.2}, {0.2, 0.3}});
        Array data = law.draw(Key.of(1), 2000);
        Array test = law.draw(Key.of(2), 500);
        for (Gan gan : new Gan[] {
            Gan.nonSaturating(perceptron(2, 2), perceptron(2, 1), 0.1),
            Gan.wasserstein(perceptron(2, 2), perceptron(2, 1), 1)
        }) {
            Trainer trainer = gan.trainer(new Adam(2e-3, 0.5, 0.9, 1e-8), new Adam(2e-3, 0.5, 0.9, 1e-8))
                    .batchSize(128);
            double before = distance(gan, trainer.steps(1).fit(data), test);
            Trained trained = trainer.steps(500).ema(0.98).fit(data);
            assertThat(distance(gan, trained, test)).isLessThan(0.1 * before);
        }
    }

    private static double distance(Gan gan, Trained trained, Array test) {
        return new EnergyDistance().of(gan.sampleArray(trained, Key.of(3), 500), test);
    }

    @Test
    void refusesPlayersThatDoNotMeet() {
        assertThatThrownBy(() -> Gan.nonSaturating(perceptron(2, 3), perceptron(2, 1), 1))
                .hasMessageContaining("generator from vectors");
        assertThatThrownBy(() -> Gan.wasserstein(perceptron(2, 2), perceptron(2, 2), 1))
                .hasMessageContaining("one number");
    }
}
