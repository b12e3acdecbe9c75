package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.optim.Momentum;

/** W04: a network whose steps are large products and little else. */
public final class WideClassifier extends TrainingWorkload {

    private final int features;
    private final int width;

    public WideClassifier() {
        this(3072, 2048);
    }

    /** The same network in another size, for tests. */
    WideClassifier(int features, int width) {
        super(
                "W04",
                "training step of an MLP 3072-2048-2048-2048-10, ReLU, batch 256, cross-entropy, momentum",
                "w04_wide.py");
        this.features = features;
        this.width = width;
    }

    Network network() {
        return Network.of(
                Shape.of(features),
                Sequential.of(
                        new Dense(width).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(width).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(width).weight(Initializers.heNormal()),
                        Activations.RELU,
                        new Dense(10)));
    }

    @Override
    Problem problem(int samples) {
        Key key = Key.of(0);
        return new Problem(
                network(),
                Losses.CROSS_ENTROPY,
                new Momentum(1e-2, 0.9),
                Data.uniform(key.of("features"), samples, features),
                Data.below(key.of("targets"), 10, samples),
                256);
    }
}
