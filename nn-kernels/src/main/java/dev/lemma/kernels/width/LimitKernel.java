package dev.lemma.kernels.width;

import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A kernel of the limit on flattened samples. */
final class LimitKernel implements Kernel {

    private final Stage stage;
    private final Tensor x;
    private final Map<Tensor, int[]> places;
    private final boolean tangent;
    private final List<Stage.Weight> adjustable;

    LimitKernel(Stage stage, Tensor x, Map<Tensor, int[]> places, boolean tangent, boolean adjustable) {
        this.stage = stage;
        this.x = x;
        this.places = places;
        this.tangent = tangent;
        this.adjustable = adjustable ? weights(stage) : List.of();
    }

    /** Weights and biases that start random, from the input on. */
    private static List<Stage.Weight> weights(Stage stage) {
        List<Stage.Weight> weights = new ArrayList<>();
        for (Stage node : KernelExpression.order(stage)) {
            Stage.Weight weight = node instanceof Stage.Source source
                    ? source.weight()
                    : node instanceof Stage.Contraction contraction
                            ? contraction.weight()
                            : node instanceof Stage.Shift shift ? shift.weight() : null;
            if (weight != null && weight.variance() > 0) {
                weights.add(weight);
            }
        }
        return weights;
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        int size = x.shape().size();
        if (pairs.dimension() != size) {
            throw new dev.lemma.api.tensor.ShapeException(
                    "kernel of the limit: expected samples " + x.shape().range(1, x.rank()) + ", flattened to " + size
                            + " coordinates, got points of " + pairs.dimension());
        }
        Map<String, Tensor> variances = new HashMap<>();
        for (Stage.Weight weight : adjustable) {
            variances.put(weight.name(), hyper.positive(weight.name() + " variance", weight.variance()));
        }
        Tensor all = new KernelExpression(
                        features(pairs.leftRows()), features(pairs.rightRows()), pairs.type(), variances)
                .kernels(stage)
                .get(tangent ? 1 : 0);
        if (!pairs.isAligned()) {
            return all;
        }
        int n = all.shape().extent(0);
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return all.times(Tensor.literal(Array.of(Shape.of(n, n), identity).as(all.type())))
                .sum(1);
    }

    private Map<Tensor, Tensor> features(Tensor rows) {
        Map<Tensor, Tensor> features = new IdentityHashMap<>();
        places.forEach((source, at) -> features.put(source, moved(rows, at)));
        return features;
    }

    private static Tensor moved(Tensor rows, int[] places) {
        double[] indices = new double[places.length];
        boolean inOrder = places.length == rows.shape().extent(1);
        for (int i = 0; i < places.length; i++) {
            indices[i] = places[i] < 0 ? rows.shape().extent(1) : places[i];
            inOrder &= places[i] == i;
        }
        return inOrder
                ? rows
                : rows.pad(1, 0, 1)
                        .gather(
                                1,
                                Tensor.literal(Array.of(Shape.of(indices.length), indices)
                                        .as(rows.type())));
    }
}
