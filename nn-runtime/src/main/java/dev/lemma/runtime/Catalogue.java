package dev.lemma.runtime;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.plugin.References;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every part that has a name, Lemma's own among them.
 *
 * <pre>{@code
 * Catalogue catalogue = Catalogue.load();
 * Optimizer adam = catalogue.create(OPTIMIZER, "adam", Map.of("rate", 1e-3));        // equals new Adam(1e-3)
 * String line = catalogue.reference(OPTIMIZER, adam).toString();                     // into a checkpoint
 * Optimizer again = catalogue.restore(OPTIMIZER, PluginReference.parse(line));
 * }</pre>
 *
 * <p>Immutable, for any number of threads; the first use of a name costs reflection, a millisecond or less.
 */
public final class Catalogue implements References {

    private final Map<String, ExtensionPoint<?>> points = new TreeMap<>();
    private final Map<String, Map<String, Entry<?>>> byName = new TreeMap<>();
    private final List<Entry<?>> entries = new ArrayList<>();
    private final List<Origin> plugins;
    private final List<PluginFailure> failures;
    private final Parts parts = new NamedParts();

    Catalogue(
            Map<ExtensionPoint<?>, List<CatalogueLoader.Joined>> joined,
            List<Origin> plugins,
            List<PluginFailure> failures) {
        this.plugins = plugins;
        this.failures = failures;
        joined.forEach((point, ofPoint) -> {
            ExtensionPoint<?> other = points.putIfAbsent(point.id(), point);
            if (other != null && !other.equals(point)) {
                throw new PluginException(List.of(new PluginFailure(
                        ofPoint.get(0).origin().plugin(),
                        ofPoint.get(0).origin().location(),
                        "its extension point " + point + " is of "
                                + point.type().getName() + ", another one of this id is of "
                                + other.type().getName() + ": rename one")));
            }
            for (CatalogueLoader.Joined part : ofPoint) {
                Entry<?> entry = new Entry<>(part.contribution(), part.origin(), parts);
                entries.add(entry);
                entry.names().forEach(name -> byName.computeIfAbsent(point.id(), id -> new TreeMap<>())
                        .put(name, entry));
            }
        });
        entries.sort(
                Comparator.comparing((Entry<?> entry) -> entry.point().id()).thenComparing(Entry::name));
    }

    /** The plugins on the class path and of the context class loader; broken ones are left out. */
    public static Catalogue load() {
        return load(LoadPolicy.LENIENT);
    }

    /**
     * The plugins on the class path and of the context class loader.
     *
     * @throws PluginException if one is broken and the policy is strict
     */
    public static Catalogue load(LoadPolicy policy) {
        CatalogueLoader loader = loader().policy(policy);
        ClassLoader own = NnPlugin.class.getClassLoader();
        loader.classLoader(own);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return (context == null ? loader : loader.classLoader(context)).load();
    }

    /**
     * Exactly these plugins, for tests and notebooks.
     *
     * @throws PluginException if one is broken
     */
    public static Catalogue of(NnPlugin... plugins) {
        return loader().plugins(List.of(plugins)).policy(LoadPolicy.STRICT).load();
    }

    /** To say where plugins come from. */
    public static CatalogueLoader loader() {
        return new CatalogueLoader();
    }

    /**
     * The part of this name with these options.
     *
     * @throws UnknownPartException if there is none of this name
     * @throws OptionException if an option is unknown, missing or refused
     */
    public <T> T create(ExtensionPoint<T> point, String name, Map<String, ?> options) {
        return entry(point, name).create(options);
    }

    /** The part of this name with its defaults. */
    public <T> T create(ExtensionPoint<T> point, String name) {
        return create(point, name, Map.of());
    }

    /**
     * What has this name.
     *
     * @throws UnknownPartException if nothing has; with the names most like it, those there are, and the plugins that failed
     */
    public <T> Entry<T> entry(ExtensionPoint<T> point, String name) {
        return find(point, name).orElseThrow(() -> unknown(point.id(), name));
    }

    /** What has this name or alias. */
    @SuppressWarnings("unchecked") // the entries of a point are of its type
    public <T> Optional<Entry<T>> find(ExtensionPoint<T> point, String name) {
        return Optional.ofNullable((Entry<T>) names(point.id()).get(name));
    }

    /**
     * What has this name at the point of this id.
     *
     * @throws UnknownPartException if there is no such point or name
     */
    public Entry<?> entry(String point, String name) {
        Entry<?> entry = names(point(point).id()).get(name);
        if (entry == null) {
            throw unknown(point, name);
        }
        return entry;
    }

    /** All parts of a point, by name. */
    @SuppressWarnings("unchecked") // the entries of a point are of its type
    public <T> List<Entry<T>> entries(ExtensionPoint<T> point) {
        return entries.stream()
                .filter(entry -> entry.point().equals(point))
                .map(entry -> (Entry<T>) entry)
                .toList();
    }

    /** All parts, by point and name. */
    public List<Entry<?>> entries() {
        return List.copyOf(entries);
    }

    /** The points that have parts. */
    public Collection<ExtensionPoint<?>> points() {
        return List.copyOf(points.values());
    }

    /**
     * The point of this id.
     *
     * @throws UnknownPartException if no plugin adds to one of this id
     */
    public ExtensionPoint<?> point(String id) {
        ExtensionPoint<?> point = points.get(id);
        if (point == null) {
            throw new UnknownPartException(
                    "No kind of part is called \"" + id + "\"." + Suggestions.question(id, points.keySet())
                            + "\n  There are: " + String.join(", ", points.keySet()));
        }
        return point;
    }

    /** The plugins that are loaded, Lemma's own first. */
    public List<Origin> plugins() {
        return plugins;
    }

    /** The plugins that are not there, and why. */
    public List<PluginFailure> failures() {
        return failures;
    }

    /**
     * What a saved model notes of a part.
     *
     * @throws IllegalArgumentException if no plugin has added it: a lambda, or a class that has no name
     */
    @Override
    public <T> PluginReference reference(ExtensionPoint<T> point, T part) {
        return parts.reference(point.type(), part);
    }

    /**
     * The part that a saved model notes.
     *
     * @throws MissingPluginException if its plugin is not loaded, or has no such part; the message names plugin and version
     * @throws OptionException if its plugin has other options now
     */
    @Override
    public <T> T restore(ExtensionPoint<T> point, PluginReference reference) {
        return point.type().cast(parts.restore(point.type(), reference));
    }

    private Map<String, Entry<?>> names(String point) {
        return byName.getOrDefault(point, Map.of());
    }

    private UnknownPartException unknown(String kind, String name) {
        return unknown(kind, name, names(kind));
    }

    private UnknownPartException unknown(String kind, String name, Map<String, Entry<?>> known) {
        StringBuilder message = new StringBuilder(
                "No " + kind + " is called \"" + name + "\"." + Suggestions.question(name, known.keySet()));
        if (known.isEmpty()) {
            message.append("\n  There are none: is the module that has them on the class path?");
        } else {
            message.append("\n  There are: ")
                    .append(String.join(", ", known.keySet()))
                    .append(" (");
            message.append(String.join(
                    ", ",
                    known.values().stream()
                            .map(entry -> entry.origin().plugin())
                            .collect(Collectors.toCollection(TreeSet::new))));
            message.append(")");
        }
        if (!failures.isEmpty()) {
            message.append("\n  ")
                    .append(failures.size() == 1 ? "1 plugin" : failures.size() + " plugins")
                    .append(" failed: ");
            message.append(failures.stream().map(PluginFailure::toString).collect(Collectors.joining("; ")));
        }
        return new UnknownPartException(message.toString());
    }

    /** Parts by their type instead of their point: a layer may be an activation. */
    private final class NamedParts implements Parts {

        @Override
        public boolean arePartsOf(Class<?> type) {
            return points.values().stream().anyMatch(point -> point.type() == type);
        }

        @Override
        public String kind(Class<?> type) {
            return points.values().stream()
                    .filter(point -> point.type() == type)
                    .map(ExtensionPoint::id)
                    .findFirst()
                    .orElse("part");
        }

        @Override
        public Object create(Class<?> type, String name, Map<String, ?> options) {
            Map<String, Entry<?>> known = new TreeMap<>();
            for (ExtensionPoint<?> point : points.values()) {
                if (type.isAssignableFrom(point.type())) {
                    names(point.id()).forEach(point.type() == type ? known::put : known::putIfAbsent);
                }
            }
            Entry<?> entry = known.get(name);
            if (entry == null) {
                throw unknown(kind(type), name, known);
            }
            return entry.create(options);
        }

        @Override
        public PluginReference reference(Class<?> type, Object part) {
            Entry<?> found = null;
            for (Entry<?> entry : entries) {
                if (!type.isAssignableFrom(entry.point().type())) {
                    continue;
                }
                if (entry.isEquivalent(part)) {
                    return reference(type, entry.create());
                }
                if (part.equals(entry.part())) {
                    found = entry;
                    break;
                }
                RecordOptions<?> options = entry.recordOptions();
                if (found == null && options != null && options.makes(part.getClass())) {
                    found = entry;
                }
            }
            if (found == null) {
                throw new IllegalArgumentException(
                        "No plugin has added " + part + " of " + part.getClass().getName()
                                + ", so it cannot be saved by name: add it to a plugin, as a record or a constant of an enum");
            }
            RecordOptions<?> options = found.recordOptions();
            return new PluginReference(
                    found.point().id(),
                    found.name(),
                    options == null ? Map.of() : options.written(part, this),
                    found.origin().plugin(),
                    found.origin().version());
        }

        @Override
        public Object restore(Class<?> type, PluginReference reference) {
            Entry<?> entry = names(reference.point()).get(reference.name());
            String what = reference.point() + " \"" + reference.name() + "\" of plugin " + reference.plugin() + " "
                    + reference.version();
            if (entry == null || !entry.origin().plugin().equals(reference.plugin())) {
                Optional<Origin> loaded = plugins.stream()
                        .filter(plugin -> plugin.plugin().equals(reference.plugin()))
                        .findFirst();
                throw new MissingPluginException("The saved model uses " + what + ", which is not there: "
                        + loaded.map(plugin ->
                                        "version " + plugin.version() + " of the plugin is loaded (" + plugin.location()
                                                + ") and has no such part; use version " + reference.version())
                                .orElse("put the plugin's jar on the class path, or name it with --plugins")
                        + ".\n  Loaded: "
                        + plugins.stream()
                                .map(plugin -> plugin.plugin() + " " + plugin.version())
                                .collect(Collectors.joining(", "))
                        + failures.stream()
                                .map(failure -> "\n  Failed: " + failure)
                                .collect(Collectors.joining()));
            }
            if (!type.isAssignableFrom(entry.point().type())) {
                throw new IllegalArgumentException(
                        "The saved model has " + what + " where a " + kind(type) + " is expected");
            }
            try {
                return entry.create(reference.options());
            } catch (OptionException changed) {
                throw new OptionException(
                        "The saved model uses " + what + "; loaded is version "
                                + entry.origin().version() + ": " + changed.getMessage(),
                        changed);
            }
        }
    }
}
