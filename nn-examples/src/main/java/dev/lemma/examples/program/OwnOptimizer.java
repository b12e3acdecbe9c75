package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;

/** An optimiser is its formula: {@link Lion} is nothing but that, and trains as it stands. */
public final class OwnOptimizer {

    private OwnOptimizer() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Split split = Digits.load().split(Key.of(0), 0.8);
        Network net = Network.of(Shape.of(64), Sequential.of(new Dense(64), Activations.RELU, new Dense(10)));
        Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Lion(1e-3, 0.9, 0.99)).batchSize(64).epochs(20).fit(split.train());
        System.out.println(trained.evaluate(Metrics.ACCURACY, split.test()));
    }
    // spotless:on
}
