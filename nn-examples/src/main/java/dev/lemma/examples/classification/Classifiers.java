package dev.lemma.examples.classification;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.plugin.ExtensionPoint;
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
import dev.lemma.examples.RunContext;

/** The two networks that the examples compare, for images of any size. */
final class Classifiers {

    /**
     * What all hidden layers have in common.
     *
     * @param activation behind each
     * @param weight law of the weights in front of it
     */
    record Hidden(Activation activation, Initializer weight) {

        /** As chosen by name, else ReLU and the law made for it. */
        static Hidden of(RunContext context) {
            return new Hidden(
                    context.part(ExtensionPoint.ACTIVATION, Activations.RELU),
                    context.part(ExtensionPoint.INITIALIZER, Initializers.heNormal()));
        }
    }

    private Classifiers() {}

    /** Pixels → width → width → classes, with dropout. */
    static Network perceptron(Shape image, Hidden hidden, int width, int classes, double dropout) {
        return Network.of(
                image,
                Sequential.of(
                        new Flatten(),
                        new Dense(width).weight(hidden.weight()),
                        hidden.activation(),
                        new Dropout(dropout),
                        new Dense(width).weight(hidden.weight()),
                        hidden.activation(),
                        new Dropout(dropout),
                        new Dense(classes)));
    }

    /**
     * Two convolutions of 3 × 3, a maximum over 2 × 2, one more convolution with twice the filters, another maximum, then
     * a dense layer of 128.
     */
    static Network convolutional(Shape image, Hidden hidden, int filters, int classes, double dropout) {
        return Network.of(
                image,
                Sequential.of(
                        threeByThree(hidden, filters),
                        hidden.activation(),
                        threeByThree(hidden, filters),
                        hidden.activation(),
                        new MaxPool2D(2),
                        threeByThree(hidden, 2 * filters),
                        hidden.activation(),
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dropout(dropout),
                        new Dense(128).weight(hidden.weight()),
                        hidden.activation(),
                        new Dropout(dropout),
                        new Dense(classes)));
    }

    private static Layer threeByThree(Hidden hidden, int filters) {
        return new Convolution2D(filters, 3).same().weight(hidden.weight());
    }
}
