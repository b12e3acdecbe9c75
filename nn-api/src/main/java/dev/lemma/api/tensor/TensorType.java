package dev.lemma.api.tensor;

import java.util.Locale;

/** What is known of a tensor when it is written: its number type and its shape. */
public record TensorType(DType type, Shape shape) {

    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + shape;
    }
}
