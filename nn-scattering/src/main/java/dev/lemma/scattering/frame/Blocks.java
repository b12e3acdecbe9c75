package dev.lemma.scattering.frame;

import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * The last axes of an expression in blocks.
 *
 * @param values with an axis of S places after each that is divided
 * @param axes the places of those
 */
record Blocks(Tensor values, int[] axes) {

    static Blocks of(Tensor x, int count, int factor) {
        int first = x.rank() - count;
        Shape shape = x.shape().range(0, first);
        int[] axes = new int[count];
        for (int i = 0; i < count; i++) {
            int extent = x.shape().extent(first + i);
            if (extent % factor != 0) {
                throw new ShapeException(
                        "pooling: " + extent + " points of " + x.shape() + " are no multiple of the factor " + factor);
            }
            shape = shape.append(Shape.of(extent / factor, factor));
            axes[i] = first + 2 * i + 1;
        }
        return new Blocks(x.reshape(shape), axes);
    }
}
