package dev.lemma.theory.approximation;

import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Affine maps with ReLUs between them, one after another, as numbers; becomes a network whose weights they are. */
final class AffineStack {

    private record Affine(double[][] weight, double[] bias) {}

    private final int inputs;
    private final List<Affine> maps = new ArrayList<>();

    AffineStack(int inputs) {
        this.inputs = inputs;
    }

    /** The next map, row by row; a ReLU stands before it unless it is the first. */
    AffineStack then(double[][] weight, double... bias) {
        maps.add(new Affine(weight, bias));
        return this;
    }

    int depth() {
        return maps.size();
    }

    /** Units in the widest hidden layer. */
    int width() {
        return maps.subList(0, maps.size() - 1).stream()
                .mapToInt(m -> m.bias.length)
                .max()
                .orElse(0);
    }

    Network network() {
        List<Layer> layers = new ArrayList<>();
        for (Affine map : maps) {
            if (!layers.isEmpty()) {
                layers.add(Activations.RELU);
            }
            layers.add(new Dense(map.bias.length));
        }
        return Network.of(Shape.of(inputs), Sequential.of(layers.toArray(new Layer[0])))
                .as(DType.FLOAT64);
    }

    Array theta(Network network) {
        Map<String, Array> named = new HashMap<>();
        List<String> names = network.parameters().stream().map(p -> p.name()).toList();
        for (int i = 0; i < maps.size(); i++) {
            Affine map = maps.get(i);
            int rows = map.bias.length;
            int columns = map.weight[0].length;
            double[] flat = new double[rows * columns];
            for (int r = 0; r < rows; r++) {
                System.arraycopy(map.weight[r], 0, flat, r * columns, columns);
            }
            named.put(names.get(2 * i), Array.of(Shape.of(rows, columns), flat));
            named.put(names.get(2 * i + 1), Array.of(Shape.of(rows), map.bias));
        }
        return network.flat(named);
    }
}
