package dev.lemma.theory.geometry;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import java.util.List;
import java.util.Objects;

/**
 * What each layer of a trained network of layers one after another makes of some data, in evaluation mode.
 *
 * @param network of {@link Sequential} layers, in STANDARD or NTK parametrization, where the scale of a weight does not depend on what comes after it
 */
record LayerFeatures(Network network, Array theta, Array state, List<Layer> layers) {

    static LayerFeatures of(Trained trained) {
        Check.given("trained", trained);
        Network network = trained.network();
        if (!(network.layer() instanceof Sequential sequence)
                || sequence.layers().isEmpty()) {
            throw new IllegalArgumentException(
                    "layers: expected a network of Sequential layers, whose features can be told apart, got "
                            + network.layer() + ": compute the features you mean, and hand them over");
        }
        if (network.parametrization() != Parametrization.STANDARD && network.parametrization() != Parametrization.NTK) {
            throw new IllegalArgumentException("layers: in the parametrization " + network.parametrization()
                    + " the scale of a weight depends on whether it is the last; expected STANDARD or NTK");
        }
        return new LayerFeatures(network, trained.thetaArray(), trained.stateArray(), sequence.layers());
    }

    int count() {
        return layers.size();
    }

    /** The values after so many layers, [n, dimension]: pictures as long rows. */
    Array after(int some, Dataset data) {
        Check.given("data", data);
        Array x = data.featureArray().as(network.type());
        int n = data.size();
        if (some == 0) {
            return flat(x, n);
        }
        Network part = Network.of(network.input(), new Sequential(layers.subList(0, some)), network.parametrization())
                .as(network.type());
        Array values = part.values(theta.rows(0, part.parameterCount()), state.rows(0, part.stateCount()), x);
        return flat(values, n);
    }

    private static Array flat(Array values, int n) {
        return values.reshape(Shape.of(n, values.shape().size() / n));
    }

    /** The matrix of the last layer, [C, d], which must be dense. */
    Array lastWeight() {
        requireDense();
        return Objects.requireNonNull(network.named(theta).get(name("weight")), "a dense layer has a weight");
    }

    /** The biases of the last layer, zeros if it has none. */
    Array lastBias() {
        requireDense();
        Array bias = network.named(theta).get(name("bias"));
        return bias == null ? Array.zeros(network.type(), network.output()) : bias;
    }

    private String name(String parameter) {
        return count() - 1 + "/" + parameter;
    }

    private void requireDense() {
        if (!(layers.get(count() - 1) instanceof Dense)) {
            throw new IllegalArgumentException(
                    "layers: expected a Dense layer at the end, whose rows are compared with the means of classes, got "
                            + layers.get(count() - 1));
        }
    }

    /** The classes of some data. */
    static int[] labels(Dataset data) {
        Check.given("data", data);
        data.classCount();
        int[] labels = new int[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) data.targetArray().get(i);
        }
        return labels;
    }
}
