package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What training begins with.
 *
 * @param seed decides everything that is drawn
 * @param thetas of parts that do not start from their initial laws
 * @param states of parts that do not start from their initial state
 */
record Start(long seed, Map<String, Array> thetas, Map<String, Array> states) {

    static final Start DRAWN = new Start(0, Map.of(), Map.of());

    Start {
        thetas = Collections.unmodifiableMap(new LinkedHashMap<>(thetas));
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    Key key() {
        return Key.of(seed);
    }

    Start withSeed(long number) {
        return new Start(number, thetas, states);
    }

    Start withTheta(String part, Array theta) {
        return new Start(seed, with(thetas, part, theta), states);
    }

    Start withState(String part, Array state) {
        return new Start(seed, thetas, with(states, part, state));
    }

    private static Map<String, Array> with(Map<String, Array> known, String part, Array value) {
        Map<String, Array> more = new LinkedHashMap<>(known);
        more.put(part, value);
        return more;
    }
}
