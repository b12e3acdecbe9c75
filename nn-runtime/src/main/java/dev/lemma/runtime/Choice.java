package dev.lemma.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part that a configuration asks for.
 *
 * @param name of the part
 * @param options by name, as {@link Entry#create(Map)} takes them
 */
public record Choice(String name, Map<String, @Nullable Object> options) {

    public Choice {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
