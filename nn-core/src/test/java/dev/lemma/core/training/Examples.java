package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;

/** Small networks, data and update rules for the tests of training. */
final class Examples {

    private Examples() {}

    /** Gradient descent. */
    static Optimizer descent(double rate) {
        return (gradient, slots) -> Update.by(gradient.times(-rate));
    }

    /** Momentum, with a slot. */
    static Optimizer momentum(double rate) {
        return (gradient, slots) -> {
            Tensor m = slots.zeros("m").times(0.9).plus(gradient);
            return Update.by(m.times(-rate)).store("m", m);
        };
    }

    /** Random features and a noisy linear target, both of rank 2. */
    static Dataset linear(int n, int d) {
        double[] x = new double[n * d];
        double[] noise = new double[n];
        Randomness.normal(Key.of(1), x);
        Randomness.normal(Key.of(2), noise);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = 0.5 + 0.1 * noise[i];
            for (int j = 0; j < d; j++) {
                y[i] += x[i * d + j] * (j + 1) / d;
            }
        }
        return Dataset.of(Array.of(Shape.of(n, d), x), Array.of(Shape.of(n, 1), y));
    }

    /** Random pictures of three classes, told apart by where they are bright. */
    static Dataset pictures(int n) {
        double[] x = new double[n * 64];
        double[] y = new double[n];
        Randomness.normal(Key.of(3), x);
        for (int i = 0; i < n; i++) {
            y[i] = i % 3;
            for (int j = 0; j < 64; j++) {
                x[i * 64 + j] += j / 22 == y[i] ? 1.5 : 0;
            }
        }
        return Dataset.of(Array.of(Shape.of(n, 1, 8, 8), x), Array.of(Shape.of(n), y));
    }

    static Network affine(int d) {
        return Network.of(Shape.of(d), Sequential.of(new Dense(1))).as(DType.FLOAT64);
    }

    static Network mlp(int d) {
        return Network.of(
                Shape.of(d),
                Sequential.of(new Dense(16), Activations.TANH, new Dense(16), Activations.RELU, new Dense(1)));
    }

    /** Everything that has a state or draws random numbers. */
    static Network cnn() {
        return Network.of(
                Shape.of(1, 8, 8),
                Sequential.of(
                        new Convolution2D(4, 3).padding(1),
                        new BatchNorm(),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dropout(0.2),
                        new Dense(16),
                        Activations.TANH,
                        new Dense(3)));
    }
}
