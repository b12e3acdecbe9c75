package dev.lemma.theory.geometry;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.training.Trained;
import java.util.ArrayList;
import java.util.List;

/**
 * How far classes have come apart in a space of features: the scatter inside classes against that of their means.
 *
 * <pre>{@code
 * Σ_W = mean over examples of (h − μ_c)(h − μ_c)ᵀ      Σ_B = (1/C) Σ_c (μ_c − μ_G)(μ_c − μ_G)ᵀ
 * }</pre>
 *
 * <p>μ_G is the mean of the class means, which is that of the examples where classes have one size. That depth contracts classes is a statement about
 * <em>trained</em> networks: at initialisation the ratio of the traces grows from layer to layer.
 *
 * <p>Cost: n·C·d for n examples in d dimensions, and an eigenvalue problem of size C.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, Fisher's linear discriminant and class geometry.
 *
 * @param traceRatio tr Σ_W / tr Σ_B
 * @param relativeScatter tr(Σ_W Σ_B⁺), unchanged by any invertible linear map of the span of the means that leaves the rest alone
 * @param nearestCentreAccuracy share of examples that lie nearest to the mean of their own class
 */
public record ClassGeometry(double traceRatio, double relativeScatter, double nearestCentreAccuracy) {

    /**
     * The geometry of one layer.
     *
     * @param features [n, dimension], the values of the layer
     * @param labels the class of each row, from 0
     * @param classes C, at least 2, each of which occurs
     */
    public static ClassGeometry of(Array features, int[] labels, int classes) {
        LabelledFeatures data = new LabelledFeatures(features, labels, classes);
        int right = 0;
        for (int i = 0; i < data.count(); i++) {
            if (data.nearest(i) == data.label(i)) {
                right++;
            }
        }
        return new ClassGeometry(
                data.withinTrace() / data.betweenTrace(), data.relativeScatter(), (double) right / data.count());
    }

    /**
     * The geometry of the data and of the values after each layer of a trained network, in order.
     *
     * @param trained a network of Sequential layers
     * @param data with classes as targets
     */
    public static List<ClassGeometry> perLayer(Trained trained, Dataset data) {
        LayerFeatures layers = LayerFeatures.of(trained);
        int[] labels = LayerFeatures.labels(data);
        List<ClassGeometry> all = new ArrayList<>();
        for (int i = 0; i <= layers.count(); i++) {
            all.add(of(layers.after(i, data), labels, data.classCount()));
        }
        return all;
    }
}
