package dev.lemma.examples.scattering;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.data.Standardization;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.AdamW;
import dev.lemma.scattering.Scattering2D;

/** How well digits are told apart after training on few or many: from pixels, from scattering coefficients, and by a CNN. */
final class DigitCurves {

    private static final int BATCH = 64;
    private static final double DECAY = 0.05;

    private final Split pixels;
    private final Split features;
    private final int steps;
    private final long seed;

    DigitCurves(Scattering2D scattering, int steps, long seed) {
        this.steps = steps;
        this.seed = seed;
        this.pixels = Digits.images().split(Key.of(seed), 0.8);
        this.features = new Split(scattered(pixels.train(), scattering), scattered(pixels.test(), scattering));
    }

    private static Dataset scattered(Dataset images, Scattering2D scattering) {
        Array all = scattering.transform(images.featureArray().as(DType.FLOAT32));
        int size = all.shape().size() / images.size();
        return images.withFeatures(all.reshape(images.size(), size));
    }

    /** Digits to train on, when all are taken. */
    int all() {
        return pixels.train().size();
    }

    /** Numbers that describe a digit after scattering. */
    int featureCount() {
        return features.train().featureShape().size();
    }

    /** Test accuracy of a linear classifier of pixels. */
    double ofPixels(int count, Progress progress) {
        return linear(
                new Split(pixels.train().reshaped(Shape.of(64)), pixels.test().reshaped(Shape.of(64))),
                count,
                progress);
    }

    /** Test accuracy of a linear classifier of scattering coefficients. */
    double ofFeatures(int count, Progress progress) {
        return linear(features, count, progress);
    }

    /** Test accuracy of a convolutional network. */
    double ofNetwork(int count, Progress progress) {
        Layer layers = Sequential.of(
                new Convolution2D(16, 3).same(),
                Activations.RELU,
                new MaxPool2D(2),
                new Convolution2D(32, 3).same(),
                Activations.RELU,
                new MaxPool2D(2),
                new Flatten(),
                new Dense(64),
                Activations.RELU,
                new Dense(10));
        return trained(Network.of(Digits.IMAGE, layers), pixels.train().take(count), pixels.test(), progress);
    }

    private double linear(Split split, int count, Progress progress) {
        Dataset train = split.train().take(count);
        Standardization scale = Standardization.of(train);
        return trained(
                Network.of(train.featureShape(), new Dense(10)),
                scale.apply(train),
                scale.apply(split.test()),
                progress);
    }

    private double trained(Network network, Dataset train, Dataset test, Progress progress) {
        double accuracy = Trainer.of(network, Losses.CROSS_ENTROPY, new AdamW(2e-3, DECAY))
                .batchSize(Math.min(BATCH, train.size()))
                .steps(steps)
                .seed(seed)
                .fit(train)
                .evaluate(Metrics.ACCURACY, test);
        progress.advance();
        return accuracy;
    }
}
