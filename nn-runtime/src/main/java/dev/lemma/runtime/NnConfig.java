package dev.lemma.runtime;

import dev.lemma.api.json.Json;
import dev.lemma.api.plugin.ExtensionPoint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which part each point is to have, and with what options: from a file, the command line or code. Immutable.
 *
 * <pre>{@code
 * optimizer = adam                          # properties            --optimizer adam --optimizer.rate 1e-3
 * optimizer.rate = 1e-3
 *
 * {"optimizer": {"name": "adam", "rate": 1e-3}, "activation": "gelu"}                                JSON
 *
 * NnConfig.empty().choose(OPTIMIZER, "adam", Map.of("rate", 1e-3)).over(NnConfig.file(Path.of("run.properties")))
 * }</pre>
 */
public final class NnConfig {

    private static final String NAME = "name";

    private final Map<String, Choice> choices;

    private NnConfig(Map<String, Choice> choices) {
        this.choices = choices;
    }

    /** Nothing chosen. */
    public static NnConfig empty() {
        return new NnConfig(Map.of());
    }

    /**
     * From keys such as {@code optimizer} and {@code optimizer.rate}.
     *
     * @throws IllegalArgumentException if options are given of a part that is not
     */
    public static NnConfig of(Map<String, ?> flat) {
        Map<String, @Nullable Object> names = new LinkedHashMap<>();
        Map<String, Map<String, @Nullable Object>> options = new LinkedHashMap<>();
        flat.forEach((key, value) -> {
            int dot = key.indexOf('.');
            String point = dot < 0 ? key : key.substring(0, dot);
            if (dot < 0 || key.substring(dot + 1).equals(NAME)) {
                names.put(point, value);
            } else {
                options.computeIfAbsent(point, p -> new LinkedHashMap<>()).put(key.substring(dot + 1), value);
            }
        });
        Map<String, Choice> choices = new LinkedHashMap<>();
        names.forEach((point, name) ->
                choices.put(point, new Choice(String.valueOf(name), options.getOrDefault(point, Map.of()))));
        options.forEach((point, given) -> {
            if (!choices.containsKey(point)) {
                throw new IllegalArgumentException("configuration: " + point + "."
                        + given.keySet().iterator().next() + " is set, but no " + point + ": add " + point + " = NAME");
            }
        });
        return new NnConfig(choices);
    }

    /**
     * A file of properties, or JSON if its name ends in {@code .json}; UTF-8.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is malformed; with the file's name
     */
    public static NnConfig file(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            return file.getFileName().toString().endsWith(".json") ? json(text) : properties(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(file + ": " + malformed.getMessage(), malformed);
        }
    }

    /** From lines {@code key = value}. */
    public static NnConfig properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException impossible) {
            throw new IllegalArgumentException("properties: " + impossible.getMessage(), impossible);
        }
        Map<String, Object> flat = new LinkedHashMap<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            flat.put(key, properties.getProperty(key).strip());
        }
        return of(flat);
    }

    /** From an object whose members are names, or objects with a {@code name} and options. */
    public static NnConfig json(String text) {
        if (!(Json.parse(text) instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("configuration: expected a JSON object, got " + text.strip());
        }
        Map<String, @Nullable Object> flat = new LinkedHashMap<>();
        map.forEach((point, value) -> {
            if (value instanceof Map<?, ?> options) {
                options.forEach((key, of) -> flat.put(point + "." + key, of));
            } else {
                flat.put(String.valueOf(point), value);
            }
        });
        return of(flat);
    }

    /** From {@code --optimizer adam --optimizer.rate=1e-3}. */
    public static NnConfig commandLine(String... words) {
        Map<String, Object> flat = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (!words[i].startsWith("--") || words[i].length() < 3) {
                throw new IllegalArgumentException("command line: expected --NAME value, got \"" + words[i] + "\"");
            }
            if (equals < 0 && i + 1 == words.length) {
                throw new IllegalArgumentException("command line: " + words[i] + " needs a value");
            }
            String key = words[i].substring(2, equals < 0 ? words[i].length() : equals);
            String value = equals < 0 ? words[++i] : words[i].substring(equals + 1);
            if (flat.put(key, value) != null) {
                throw new IllegalArgumentException("command line: --" + key + " is given twice");
            }
        }
        return of(flat);
    }

    /** This configuration with another choice at a point. */
    public <T> NnConfig choose(ExtensionPoint<T> point, String name, Map<String, ?> options) {
        Map<String, Choice> more = new LinkedHashMap<>(choices);
        more.put(point.id(), new Choice(name, new LinkedHashMap<>(options)));
        return new NnConfig(more);
    }

    /**
     * This configuration, and the other one where this says nothing. Options of the same part are joined; those of
     * another part are not carried over.
     */
    public NnConfig over(NnConfig other) {
        Map<String, Choice> joined = new LinkedHashMap<>(other.choices);
        choices.forEach((point, choice) -> joined.merge(point, choice, (below, above) -> {
            if (!below.name().equals(above.name())) {
                return above;
            }
            Map<String, @Nullable Object> options = new LinkedHashMap<>(below.options());
            options.putAll(above.options());
            return new Choice(above.name(), options);
        }));
        return new NnConfig(joined);
    }

    /** What is chosen at a point. */
    public <T> Optional<Choice> choice(ExtensionPoint<T> point) {
        return Optional.ofNullable(choices.get(point.id()));
    }

    /** The points at which something is chosen. */
    public Set<String> points() {
        return new LinkedHashSet<>(choices.keySet());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NnConfig config && choices.equals(config.choices);
    }

    @Override
    public int hashCode() {
        return choices.hashCode();
    }

    @Override
    public String toString() {
        return choices.toString();
    }
}
