package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.optim.Adam;

/** W01: a dense network of the size of MNIST's images, where products and the optimiser's pass over memory share the time. */
public final class DenseClassifier extends TrainingWorkload {

    public DenseClassifier() {
        super("W01", "training step of an MLP 784-512-512-10, ReLU, batch 128, cross-entropy, Adam", "w01_mlp.py");
    }

    static Network network() {
        return Network.of(
                Shape.of(784),
                Sequential.of(
                        new Dense(512).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(512).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(10)));
    }

    @Override
    Problem problem(int samples) {
        Key key = Key.of(0);
        return new Problem(
                network(),
                Losses.CROSS_ENTROPY,
                new Adam(1e-3),
                Data.uniform(key.of("features"), samples, 784),
                Data.below(key.of("targets"), 10, samples),
                128);
    }
}
