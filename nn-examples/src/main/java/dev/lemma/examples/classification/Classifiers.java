package dev.lemma.examples.classification;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;

/** The two networks that the examples compare, for images of any size. */
final class Classifiers {

    private static final Initializer HE = Initializers.heNormal();

    private Classifiers() {}

    /** Pixels → width → width → classes, with ReLU and dropout. */
    static Network perceptron(Shape image, int width, int classes, double dropout) {
        return Network.of(
                image,
                Sequential.of(
                        new Flatten(),
                        new Dense(width).weight(HE),
                        Activations.RELU,
                        new Dropout(dropout),
                        new Dense(width).weight(HE),
                        Activations.RELU,
                        new Dropout(dropout),
                        new Dense(classes)));
    }

    /**
     * Two convolutions of 3 × 3, a maximum over 2 × 2, one more convolution with twice the filters, another maximum, then
     * a dense layer of 128.
     */
    static Network convolutional(Shape image, int filters, int classes, double dropout) {
        return Network.of(
                image,
                Sequential.of(
                        threeByThree(filters),
                        Activations.RELU,
                        threeByThree(filters),
                        Activations.RELU,
                        new MaxPool2D(2),
                        threeByThree(2 * filters),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dropout(dropout),
                        new Dense(128).weight(HE),
                        Activations.RELU,
                        new Dropout(dropout),
                        new Dense(classes)));
    }

    private static Layer threeByThree(int filters) {
        return new Convolution2D(filters, 3).same().weight(HE);
    }
}
