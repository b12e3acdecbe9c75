package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * Each sample in another shape of equal size, in row-major order.
 *
 * @param sample the new shape of one sample
 */
public record Reshape(Shape sample) implements Layer {

    public Reshape {
        Check.given("sample", sample);
    }

    /** To samples with these extents, the batch left out. */
    public Reshape(int... extents) {
        this(Shape.of(Check.given("extents", extents)));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Shape from = x.shape().range(1, x.rank());
        if (from.size() != sample.size()) {
            throw new ShapeException("reshape: samples " + from + " have " + from.size() + " numbers, " + sample
                    + " has " + sample.size());
        }
        return x.reshape(sample.batch(x.shape().extent(0)));
    }
}
