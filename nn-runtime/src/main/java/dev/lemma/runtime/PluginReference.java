package dev.lemma.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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

    static PluginReference of(Map<?, ?> map) {
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

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("point", point);
        map.put("name", name);
        map.put("plugin", plugin);
        map.put("version", version);
        map.put("options", options);
        return map;
    }

    @Override
    public String toString() {
        return Json.write(toMap());
    }
}
