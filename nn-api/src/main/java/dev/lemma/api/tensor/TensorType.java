package dev.lemma.api.tensor;

import java.util.Locale;

/**
 * What is known of a tensor when it is written: its number type and its shape.
 *
 * @param type of the numbers
 * @param shape extents of the axes; those of a scalar are none
 */
public record TensorType(DType type, Shape shape) {

    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + shape;
    }
}
