package dev.lemma.examples.cli;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.UsageException;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.NnConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts that were chosen for one run, made before it begins. */
final class ChosenParts {

    private final String example;
    private final Catalogue catalogue;
    private final List<ExtensionPoint<?>> allowed;
    private final Map<ExtensionPoint<?>, Object> chosen = new LinkedHashMap<>();
    private final String shown;

    /**
     * Makes the parts.
     *
     * @param typed {@code optimizer} and {@code optimizer.rate}, with their values
     * @throws IllegalArgumentException if a part or an option is unknown or refused
     */
    ChosenParts(Example example, Catalogue catalogue, Map<String, String> typed) {
        this.example = example.name();
        this.catalogue = catalogue;
        this.allowed = List.copyOf(example.parts());
        for (String key : typed.keySet()) {
            String id = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
            if (allowed.stream().noneMatch(point -> point.id().equals(id))) {
                String known = allowed.stream().map(point -> "--" + point).collect(Collectors.joining(", "));
                throw new UsageException("Unknown option --" + key + " for " + this.example
                        + ". Parts that can be chosen: " + (known.isEmpty() ? "none" : known));
            }
        }
        NnConfig config = NnConfig.of(typed);
        for (ExtensionPoint<?> point : allowed) {
            config.choice(point)
                    .ifPresent(choice -> chosen.put(point, catalogue.create(point, choice.name(), choice.options())));
        }
        this.shown = typed.entrySet().stream()
                .map(each -> "--" + each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(" "));
    }

    <T> Optional<T> find(ExtensionPoint<T> point) {
        if (!allowed.contains(point)) {
            throw new IllegalStateException("Example " + example + " asks for a part of " + point
                    + ", which is not among its parts(); add it there.");
        }
        return Optional.ofNullable(chosen.get(point)).map(point.type()::cast);
    }

    /** What they were made by. */
    Catalogue catalogue() {
        return catalogue;
    }

    /** As typed. */
    @Override
    public String toString() {
        return shown;
    }
}
