package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.optim.Adam;

/** W03: two convolutions with pooling and two dense layers, for images of 28 x 28. */
public final class LeNet extends TrainingWorkload {

    public LeNet() {
        super(
                "W03",
                "training step of LeNet, 1x28x28, 16 and 32 filters 5x5, batch 64, cross-entropy, Adam",
                "w03_lenet.py");
    }

    static Network network() {
        return Network.of(
                Shape.of(1, 28, 28),
                Sequential.of(
                        new Convolution2D(16, 5).padding(2).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Convolution2D(32, 5).padding(2).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dense(128).weight(Initializers.heNormal()),
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
                Data.uniform(key.of("features"), samples, 1, 28, 28),
                Data.below(key.of("targets"), 10, samples),
                64);
    }
}
