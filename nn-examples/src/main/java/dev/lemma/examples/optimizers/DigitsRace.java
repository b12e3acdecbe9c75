package dev.lemma.examples.optimizers;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Split;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.NonFiniteException;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.optim.schedule.CosineDecay;

/** The digits: the same network from the same start with the same batches for every optimiser and rate. */
final class DigitsRace {

    private static final int TRAINING = 1408;
    private static final int BATCH = 64;

    private final Split digits;
    private final Network network;
    private final int epochs;
    private final long seed;

    DigitsRace(int width, int epochs, long seed) {
        Split all = Digits.load().split(Key.of(seed), 0.8);
        // whole batches only, so that one compiled step is enough
        this.digits = new Split(all.train().take(TRAINING), all.test());
        this.network = Network.of(
                Shape.of(64),
                Sequential.of(
                        new Dense(width).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(width).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(10)));
        this.epochs = epochs;
        this.seed = seed;
    }

    Split digits() {
        return digits;
    }

    Network network() {
        return network;
    }

    /** One training; the mean loss of each epoch is its curve. */
    Finish run(Contender contender, double rate) {
        Optimizer optimizer = contender.at(rate).scheduled(new CosineDecay(1, 0, epochs * TRAINING / BATCH));
        try {
            Trained trained = Trainer.of(network, Losses.CROSS_ENTROPY, optimizer)
                    .batchSize(BATCH)
                    .epochs(epochs)
                    .seed(seed)
                    .fit(digits.train());
            double[] losses = trained.history().losses();
            return new Finish(
                    contender,
                    rate,
                    losses,
                    losses[losses.length - 1],
                    trained.evaluate(Metrics.ACCURACY, digits.test()));
        } catch (NonFiniteException diverged) {
            return new Finish(contender, rate, new double[0], Double.POSITIVE_INFINITY, Double.NaN);
        }
    }
}
