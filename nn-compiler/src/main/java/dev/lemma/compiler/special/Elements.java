package dev.lemma.compiler.special;

import dev.lemma.api.tensor.Array;
import java.util.function.DoubleUnaryOperator;

/** A function of each number of an array. */
final class Elements {

    private Elements() {}

    static Array map(Array x, DoubleUnaryOperator f) {
        double[] values = x.toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = f.applyAsDouble(values[i]);
        }
        return Array.of(x.shape(), values).as(x.type());
    }
}
