package dev.lemma.runtime;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.NnPlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which plugins a catalogue is made of. Plugins that add the same name are a failure: Lemma's own keeps it, of two
 * others neither is loaded, so that the order of jars decides nothing; {@link #prefer} decides it.
 *
 * <pre>{@code
 * Catalogue catalogue = Catalogue.loader().classLoader(loader).prefer(OPTIMIZER, "adam", "acme.fast").load();
 * }</pre>
 */
public final class CatalogueLoader {

    private final Set<ClassLoader> loaders = new LinkedHashSet<>();
    private final List<NnPlugin> plugins = new ArrayList<>();
    private final List<PluginFailure> known = new ArrayList<>();
    private final Map<String, String> preferred = new HashMap<>();
    private LoadPolicy policy = LoadPolicy.LENIENT;

    CatalogueLoader() {}

    /** Looks for plugins there. */
    public CatalogueLoader classLoader(ClassLoader loader) {
        loaders.add(Objects.requireNonNull(loader, "loader"));
        return this;
    }

    /** Looks for plugins in these jars, and notes what is wrong with them. */
    public CatalogueLoader jars(PluginJars jars) {
        known.addAll(jars.failures());
        return classLoader(jars.loader());
    }

    /** These plugins, wherever they come from. */
    public CatalogueLoader plugins(Collection<? extends NnPlugin> some) {
        plugins.addAll(some);
        return this;
    }

    /** Of several parts with this name, that of this plugin. */
    public <T> CatalogueLoader prefer(ExtensionPoint<T> point, String name, String plugin) {
        preferred.put(point.id() + " " + name, plugin);
        return this;
    }

    /** Whether a broken plugin is left out, as it is if nothing else is said, or an error. */
    public CatalogueLoader policy(LoadPolicy other) {
        policy = other;
        return this;
    }

    /**
     * Finds, checks and joins the plugins.
     *
     * @throws PluginException if one is broken and the policy is strict
     */
    public Catalogue load() {
        Discovery discovery = new Discovery();
        plugins.forEach(discovery::add);
        loaders.forEach(discovery::scan);
        List<Staged> staged = new ArrayList<>(discovery.staged());
        staged.sort(Comparator.comparing((Staged plugin) -> !plugin.builtIn())
                .thenComparing(plugin -> plugin.origin().plugin()));
        Set<PluginFailure> failures = new LinkedHashSet<>(known);
        failures.addAll(discovery.failures());
        removeSameIds(staged, failures);
        removeSameNames(staged, failures);
        Catalogue catalogue = new Catalogue(joined(staged), origins(staged), List.copyOf(failures));
        // A part may need one of a plugin that has just been taken out: until nothing changes.
        while (removeThoseWithBrokenDefaults(staged, catalogue, failures)) {
            catalogue = new Catalogue(joined(staged), origins(staged), List.copyOf(failures));
        }
        if (policy == LoadPolicy.STRICT && !failures.isEmpty()) {
            throw new PluginException(List.copyOf(failures));
        }
        return catalogue;
    }

    private static void removeSameIds(List<Staged> staged, Set<PluginFailure> failures) {
        Map<String, List<Staged>> byId = new LinkedHashMap<>();
        staged.forEach(plugin -> byId.computeIfAbsent(plugin.origin().plugin(), id -> new ArrayList<>())
                .add(plugin));
        byId.values().stream().filter(same -> same.size() > 1).forEach(same -> {
            List<String> places =
                    same.stream().map(plugin -> plugin.origin().location()).toList();
            failures.add(new PluginFailure(
                    same.get(0).origin().plugin(),
                    String.join(" and ", places),
                    "these plugins have the same id, and none of them is loaded: keep one"));
            staged.removeAll(same);
        });
    }

    private void removeSameNames(List<Staged> staged, Set<PluginFailure> failures) {
        Map<String, Staged> owners = new HashMap<>();
        Set<Staged> refused = new LinkedHashSet<>();
        for (Staged plugin : staged) {
            for (Contribution<?> contribution : plugin.contributions()) {
                for (String name : contribution.names()) {
                    String key = contribution.point().id() + " " + name;
                    Staged other = owners.putIfAbsent(key, plugin);
                    if (other == null || preferred.containsKey(key)) {
                        continue;
                    }
                    refused.add(plugin);
                    failures.add(duplicate(plugin, contribution.point(), name, other));
                    if (!other.builtIn() && refused.add(other)) {
                        failures.add(duplicate(other, contribution.point(), name, plugin));
                    }
                }
            }
        }
        staged.removeAll(refused);
    }

    private static PluginFailure duplicate(Staged plugin, ExtensionPoint<?> point, String name, Staged other) {
        return new PluginFailure(
                plugin.origin().plugin(),
                plugin.origin().location(),
                "it adds " + point + " \"" + name + "\", as " + other.origin() + " does"
                        + ": take one of them off the class path, rename the part, or prefer one of the two");
    }

    /** Who has each name, preferences applied. */
    private Map<ExtensionPoint<?>, List<Joined>> joined(List<Staged> staged) {
        Map<ExtensionPoint<?>, List<Joined>> joined = new LinkedHashMap<>();
        for (Staged plugin : staged) {
            for (Contribution<?> contribution : plugin.contributions()) {
                String id = plugin.origin().plugin();
                boolean yields = contribution.names().stream()
                        .map(name -> preferred.get(contribution.point().id() + " " + name))
                        .anyMatch(other -> other != null && !other.equals(id));
                if (!yields) {
                    joined.computeIfAbsent(contribution.point(), point -> new ArrayList<>())
                            .add(new Joined(contribution, plugin.origin()));
                }
            }
        }
        return joined;
    }

    private static List<Origin> origins(List<Staged> staged) {
        return staged.stream().map(Staged::origin).toList();
    }

    private static boolean removeThoseWithBrokenDefaults(
            List<Staged> staged, Catalogue catalogue, Set<PluginFailure> failures) {
        Set<String> broken = new LinkedHashSet<>();
        for (Entry<?> entry : catalogue.entries()) {
            if (!entry.canBeSaved()
                    || !entry.hasDefaults()
                    || broken.contains(entry.origin().plugin())) {
                continue;
            }
            String wrong = null;
            try {
                Object made = entry.create();
                if (entry.part() != null && !made.equals(entry.part())) {
                    wrong = "its constructor does not give back what its accessors say";
                }
            } catch (RuntimeException | LinkageError thrown) {
                wrong = thrown instanceof IllegalArgumentException
                        ? thrown.getMessage()
                        : Discovery.reason(entry.name(), thrown);
            }
            if (wrong != null) {
                broken.add(entry.origin().plugin());
                failures.add(new PluginFailure(
                        entry.origin().plugin(),
                        entry.origin().location(),
                        "the defaults of " + entry.point() + " \"" + entry.name() + "\" cannot be used: " + wrong));
            }
        }
        return staged.removeIf(plugin -> broken.contains(plugin.origin().plugin()));
    }

    /** A part and whose it is. */
    record Joined(Contribution<?> contribution, Origin origin) {}
}
