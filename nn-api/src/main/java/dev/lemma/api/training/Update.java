package dev.lemma.api.training;

import dev.lemma.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step of an optimiser does: {@code θ ← θ + delta}, and what it remembers.
 *
 * @param delta in the shape of θ
 * @param stored new values of slots; slots not named keep theirs
 */
public record Update(Tensor delta, Map<String, Tensor> stored) {

    public Update {
        stored = Collections.unmodifiableMap(new LinkedHashMap<>(stored));
    }

    /** {@code θ ← θ + delta}. */
    public static Update by(Tensor delta) {
        return new Update(delta, Map.of());
    }

    /** This update, and a new value for a slot. */
    public Update store(String slot, Tensor value) {
        Map<String, Tensor> more = new LinkedHashMap<>(stored);
        more.put(slot, value);
        return new Update(delta, more);
    }

    /** This update with another step. */
    public Update withDelta(Tensor other) {
        return new Update(other, stored);
    }
}
