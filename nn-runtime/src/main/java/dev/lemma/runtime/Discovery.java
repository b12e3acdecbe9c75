package dev.lemma.runtime;

import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.runtime.ServiceFiles.ServiceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Walks through the plugins of class loaders, one by one: a broken one costs a sentence and not the others.
 *
 * <p>{@code ServiceLoader} finds those that work. What it says of the others names neither the jar nor, for a class
 * that is missing, the plugin; so the service files are read as well, and who is named there but was not found is
 * looked at again.
 */
final class Discovery {

    private static final int MOST_ATTEMPTS = 10_000;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
    private static final String OWN = "lemma.";

    private final Map<Class<?>, NnPlugin> plugins = new LinkedHashMap<>();
    private final Set<PluginFailure> failures = new LinkedHashSet<>();

    void scan(ClassLoader loader) {
        Map<String, String> locations = new LinkedHashMap<>();
        try {
            for (ServiceFile file : ServiceFiles.of(loader)) {
                if (file.classes().isEmpty()) {
                    fail(
                            "a plugin",
                            file.location(),
                            "its " + ServiceFiles.NAME + " names no class: write the plugin's full name there");
                }
                file.classes().forEach(name -> locations.putIfAbsent(name, file.location()));
            }
        } catch (IOException unreadable) {
            fail("a plugin", "unknown place", "a service file cannot be read: " + unreadable.getMessage());
        }
        Set<String> found = new LinkedHashSet<>();
        List<Throwable> errors = new ArrayList<>();
        Iterator<NnPlugin> iterator = ServiceLoader.load(NnPlugin.class, loader).iterator();
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                NnPlugin plugin = iterator.next();
                plugins.putIfAbsent(plugin.getClass(), plugin);
                found.add(plugin.getClass().getName());
            } catch (ServiceConfigurationError | LinkageError broken) {
                errors.add(broken);
            }
        }
        locations.forEach((name, location) -> {
            if (!found.contains(name)) {
                Optional<Throwable> said = errors.stream()
                        .filter(error ->
                                String.valueOf(error.getMessage()).matches(".*\\b" + Pattern.quote(name) + "\\b.*"))
                        .findFirst();
                fail(name, location, reason(name, said.orElseGet(() -> whyNotLoaded(name, loader))));
            }
        });
    }

    private static Throwable whyNotLoaded(String name, ClassLoader loader) {
        try {
            Class.forName(name, true, loader);
        } catch (ClassNotFoundException | LinkageError broken) {
            return broken;
        }
        return new ServiceConfigurationError("it could not be loaded");
    }

    void add(NnPlugin plugin) {
        plugins.putIfAbsent(plugin.getClass(), plugin);
    }

    Set<PluginFailure> failures() {
        return failures;
    }

    /** Those whose own parts are in order; a failure for each other. */
    List<Staged> staged() {
        List<Staged> staged = new ArrayList<>();
        for (NnPlugin plugin : plugins.values()) {
            String name = plugin.getClass().getName();
            String location = ServiceFiles.location(plugin.getClass());
            try {
                String id = plugin.id();
                boolean builtIn = name.startsWith("dev.lemma.");
                if (id == null || !ID.matcher(id).matches()) {
                    throw new IllegalArgumentException("its id is \"" + id
                            + "\"; expected lower-case words joined by dots, for example acme.swish");
                }
                if (id.startsWith(OWN) && !builtIn) {
                    throw new IllegalArgumentException(
                            "its id is " + id + ", but " + OWN + " is for Lemma's own plugins: choose another id");
                }
                name = id;
                if (plugin.apiLevel() != NnApi.LEVEL) {
                    throw new IllegalArgumentException("it was compiled for API level " + plugin.apiLevel()
                            + ", this Lemma has level " + NnApi.LEVEL + ": use "
                            + (plugin.apiLevel() > NnApi.LEVEL ? "a newer Lemma" : "a newer version of the plugin"));
                }
                Staging staging = new Staging();
                plugin.contribute(staging);
                staged.add(new Staged(new Origin(id, plugin.version(), location), builtIn, staging.contributions()));
            } catch (IllegalArgumentException refused) {
                fail(name, location, String.valueOf(refused.getMessage()));
            } catch (RuntimeException | LinkageError | StackOverflowError broken) {
                fail(name, location, reason(plugin.getClass().getName(), broken));
            }
        }
        return staged;
    }

    void fail(String plugin, String location, String reason) {
        failures.add(new PluginFailure(plugin, location, reason));
    }

    /** What was thrown, as a sentence with the likely fix. */
    static String reason(String name, Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        Throwable cause = thrown.getCause();
        if (thrown instanceof ServiceConfigurationError) {
            if (message.contains("not found")) {
                return noSuchClass(name);
            }
            if (message.contains("not a subtype")) {
                return "the class " + name + " does not implement NnPlugin: name the class that does in "
                        + ServiceFiles.NAME;
            }
            if (message.contains("no-arg constructor")
                    || message.contains("not accessible")
                    || cause instanceof NoSuchMethodException) {
                return "the class " + name + " needs a public constructor without arguments, and to be public itself";
            }
            if (cause != null) {
                return cause instanceof LinkageError
                        ? reason(name, cause)
                        : "its constructor threw " + described(cause) + ": do nothing in it that can fail";
            }
            return message.replaceFirst("^.*NnPlugin: ", "");
        }
        if (thrown instanceof ClassNotFoundException) {
            return noSuchClass(name);
        }
        if (thrown instanceof ExceptionInInitializerError) {
            return "its static initialiser threw " + described(cause == null ? thrown : cause)
                    + ": do nothing in it that can fail";
        }
        if (thrown instanceof UnsupportedClassVersionError) {
            return "it was compiled for a newer Java than this one ("
                    + Runtime.version().feature() + "): run a newer Java, or compile it with --release "
                    + Runtime.version().feature();
        }
        if (thrown instanceof NoClassDefFoundError && !message.startsWith("Could not initialize")) {
            return "the class " + className(message) + " is missing: put the jar that has it beside the plugin";
        }
        if (thrown instanceof IncompatibleClassChangeError) {
            return "it was compiled against another version of Lemma (" + described(thrown)
                    + "): compile it against this one";
        }
        return thrown instanceof LinkageError
                ? "it cannot be loaded (" + described(thrown) + "): compile it anew"
                : "it threw " + described(thrown) + " while it added its parts";
    }

    private static String noSuchClass(String name) {
        return "its " + ServiceFiles.NAME + " names the class " + name
                + ", which is not there: correct the name, or add the class to the jar";
    }

    private static String className(String message) {
        Matcher path = Pattern.compile("[\\w$]+(/[\\w$]+)*").matcher(message);
        return path.lookingAt() ? path.group().replace('/', '.') : message;
    }

    private static String described(Throwable thrown) {
        return thrown.getClass().getSimpleName()
                + (thrown.getMessage() == null ? "" : " (" + thrown.getMessage() + ")");
    }
}
