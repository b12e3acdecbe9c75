package dev.lemma.api.random;

import java.util.ArrayList;
import java.util.List;

/** Several keys at once: for ensembles, repetitions and chains. */
public final class Keys {

    private Keys() {}

    /** The keys of the seeds 0, 1, …, n − 1. */
    public static List<Key> range(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("keys: expected a number of at least 0, got " + n);
        }
        List<Key> keys = new ArrayList<>();
        for (int seed = 0; seed < n; seed++) {
            keys.add(Key.of(seed));
        }
        return List.copyOf(keys);
    }

    /** The children 0, 1, …, n − 1 of a key. */
    public static List<Key> of(Key parent, int n) {
        if (n < 0) {
            throw new IllegalArgumentException("keys: expected a number of at least 0, got " + n);
        }
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            keys.add(parent.at(i));
        }
        return List.copyOf(keys);
    }
}
