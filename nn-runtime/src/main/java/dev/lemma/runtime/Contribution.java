package dev.lemma.runtime;

import dev.lemma.api.plugin.ExtensionPoint;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part as a plugin added it: with options, or made by a supplier.
 *
 * @param part the part itself if it is one object; else null
 */
record Contribution<T>(
        ExtensionPoint<T> point,
        String name,
        List<String> aliases,
        String summary,
        String formula,
        List<String> citations,
        @Nullable RecordOptions<? extends T> options,
        Supplier<? extends T> maker,
        @Nullable T part,
        List<Object> equivalents) {

    /** The name, then the aliases. */
    List<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream()).toList();
    }
}
