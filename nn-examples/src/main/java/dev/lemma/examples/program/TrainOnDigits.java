package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.optim.Adam;

/** The program of the README, line by line: a network learns to read digits. */
public final class TrainOnDigits {

    private TrainOnDigits() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Dataset digits = Digits.load();                                   // 1797 scanned digits, shipped, no network access
        Split split = digits.split(Key.of(0), 0.8);

        Network net = Network.of(Shape.of(64), Sequential.of(
                new Dense(128), Activations.RELU, new Dense(128), Activations.RELU, new Dense(10)));

        Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(1e-3))
                .batchSize(128).epochs(30).seed(0)
                .fit(split.train());

        System.out.println(trained.evaluate(Metrics.ACCURACY, split.test()));
    }
    // spotless:on
}
