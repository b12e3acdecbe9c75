package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** The arrays in which θ, states, slots and averages live while training runs, by name, and how they were at an earlier moment. */
final class Memory {

    private final Map<String, Array> arrays = new LinkedHashMap<>();
    private final Map<String, Array> earlier = new LinkedHashMap<>();

    /** Keeps this array, which is then written to. */
    void put(String name, Array array) {
        arrays.put(name, array);
    }

    /** What is kept under a name that there is. */
    Array get(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    void forEach(BiConsumer<String, Array> action) {
        arrays.forEach(action);
    }

    /** Replaces all arrays by copies of others, before anything has been given the arrays themselves. */
    void replaceAll(Map<String, Array> others) {
        arrays.replaceAll((name, own) -> copy(Objects.requireNonNull(others.get(name), name), own.shape()));
    }

    /** Makes this moment the one to go back to. */
    void keep() {
        arrays.forEach((name, array) -> {
            Array kept = earlier.get(name);
            if (kept == null) {
                earlier.put(name, copy(array));
            } else {
                overwrite(kept, array);
            }
        });
    }

    /** All arrays as they were at the moment that was kept. */
    void goBack() {
        earlier.forEach((name, array) -> overwrite(get(name), array));
    }

    private static void overwrite(Array to, Array from) {
        System.arraycopy(from.storage(), 0, to.storage(), 0, to.shape().size());
    }

    static Array copy(Array array) {
        return copy(array, array.shape());
    }

    static Array copy(Array array, Shape shape) {
        Array copy = Array.zeros(array.type(), shape);
        System.arraycopy(array.storage(), 0, copy.storage(), 0, shape.size());
        return copy;
    }
}
