package dev.lemma.api.plugin;

import dev.lemma.api.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part as a saved model notes it: enough to make an equal one, and to say what is missing where it cannot be made.
 *
 * <p>{@link #toString} is one line of JSON, {@link #parse} its inverse. Parts inside the options are references too, so
 * that a whole network is one.
 *
 * @param point id of the extension point
 * @param name of the part
 * @param options all of them, defaults included: a later version may have others
 * @param plugin id of the plugin
 * @param version of the plugin
 */
public record PluginReference(
        String point, String name, Map<String, @Nullable Object> options, String plugin, String version) {

    public PluginReference {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * The reference that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static PluginReference parse(String text) {
        if (!(Json.parse(text) instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("reference to a part: expected an object, got " + text);
        }
        return of(map);
    }

    /**
     * The reference that {@link #toMap} gave.
     *
     * @throws IllegalArgumentException if something is missing
     */
    public static PluginReference of(Map<?, ?> map) {
        if (!(map.get("options") instanceof Map<?, ?> options)) {
            throw new IllegalArgumentException(
                    "reference to a part: expected an object with point, name, plugin, version and options");
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        options.forEach((name, value) -> named.put(String.valueOf(name), value));
        return new PluginReference(
                text(map, "point"), text(map, "name"), named, text(map, "plugin"), text(map, "version"));
    }

    private static String text(Map<?, ?> map, String key) {
        if (!(map.get(key) instanceof String text)) {
            throw new IllegalArgumentException(
                    "reference to a part: expected a text as \"" + key + "\", got " + map.get(key));
        }
        return text;
    }

    /** As an object of JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("point", point);
        map.put("name", name);
        map.put("plugin", plugin);
        map.put("version", version);
        map.put("options", options);
        return map;
    }

    /** Every plugin that it takes to make the part and the parts inside its options: {@code acme 1.2}. */
    public Set<String> plugins() {
        Set<String> plugins = new LinkedHashSet<>();
        collect(toMap(), plugins);
        return plugins;
    }

    private static void collect(@Nullable Object value, Set<String> plugins) {
        if (value instanceof Map<?, ?> map) {
            if (map.get("plugin") instanceof String plugin && map.get("version") instanceof String version) {
                plugins.add(plugin + " " + version);
            }
            map.values().forEach(inside -> collect(inside, plugins));
        } else if (value instanceof List<?> list) {
            list.forEach(inside -> collect(inside, plugins));
        }
    }

    /** For a person: {@code optimizer "lion" of acme 1.2}. */
    public String described() {
        return point + " \"" + name + "\" of " + plugin + " " + version;
    }

    @Override
    public String toString() {
        return Json.write(toMap());
    }
}
