package dev.lemma.examples.cli;

import dev.lemma.examples.Example;
import dev.lemma.examples.Option;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.theorems.ExperimentExample;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.Suggestions;
import dev.lemma.theory.Experiment;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The examples on the class path, by name.
 *
 * <p>One that cannot be created does not hide the others: it is left out and the reason kept. Two of one name fail, since which
 * of them ran would depend on the order of jars.
 */
final class Examples {

    /** Options that every run has; an example cannot have its own of these names. */
    static final List<String> COMMON = List.of("seed", "quick", "json", "out", "debug", "plugins", "help", "version");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MOST_FAILURES = 100;

    private final Map<String, Example> byName;
    private final List<String> failures;

    private Examples(Map<String, Example> byName, List<String> failures) {
        this.byName = byName;
        this.failures = List.copyOf(failures);
    }

    /** All that the loader finds, those that plugins bring, and the experiments that plugins bring. */
    static Examples find(ClassLoader loader, Catalogue catalogue) {
        List<Example> found = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        // not stream(): that ends at the first provider whose class is missing
        Iterator<Example> iterator = ServiceLoader.load(Example.class, loader).iterator();
        while (failures.size() < MOST_FAILURES) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                found.add(iterator.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                failures.add(reason(broken));
            }
        }
        for (Entry<Example> entry : catalogue.entries(Example.POINT)) {
            try {
                found.add(entry.create());
            } catch (RuntimeException | LinkageError broken) {
                failures.add(entry + ": " + broken.getMessage());
            }
        }
        catalogue.entries(Experiment.POINT).forEach(entry -> found.add(new ExperimentExample(entry)));
        return of(found, failures);
    }

    static Examples of(Collection<? extends Example> examples, List<String> failures) {
        List<String> reasons = new ArrayList<>(failures);
        Map<String, Example> byName = new TreeMap<>();
        for (Example example : examples) {
            try {
                check(example);
            } catch (RuntimeException | LinkageError broken) {
                reasons.add(example.getClass().getName() + ": " + broken.getMessage());
                continue;
            }
            Example other = byName.put(example.name(), example);
            if (other != null) {
                throw new UsageException("Two examples are called " + example.name() + ": " + origin(other) + " and "
                        + origin(example) + ". Take one of them off the class path.");
            }
        }
        return new Examples(byName, reasons);
    }

    Collection<Example> all() {
        return byName.values();
    }

    /** Why some are missing, one sentence each. */
    List<String> failures() {
        return failures;
    }

    /**
     * The one of this name.
     *
     * @throws UsageException if there is none, with the names most like it and those there are
     */
    Example named(String name) {
        Example example = byName.get(name);
        if (example == null) {
            String missing = failures.isEmpty() ? "" : "\n  Not loaded: " + String.join("; ", failures);
            throw new UsageException("No example is called \"" + name + "\"."
                    + Suggestions.question(name, byName.keySet()) + "\n  There are: " + known() + missing);
        }
        return example;
    }

    String known() {
        return byName.isEmpty() ? "none" : String.join(", ", byName.keySet());
    }

    private static void check(Example example) {
        if (!NAME.matcher(example.name()).matches()) {
            throw new IllegalArgumentException(
                    "its name is \"" + example.name() + "\"; expected lower-case letters, digits and hyphens");
        }
        Set<String> names = new HashSet<>(COMMON);
        example.parts().forEach(point -> names.add(point.id()));
        for (Option<?> option : example.options()) {
            if (!names.add(option.name())) {
                throw new IllegalArgumentException("its option --" + option.name()
                        + (COMMON.contains(option.name()) ? " is one that every run has" : " is declared twice"));
            }
        }
    }

    private static String reason(Throwable broken) {
        Throwable cause = broken.getCause() == null ? broken : broken.getCause();
        String message = broken.getMessage() == null
                ? ""
                : broken.getMessage().replaceFirst("^dev\\.lemma\\.examples\\.Example: ", "");
        return cause == broken ? message : message + " (" + cause + ")";
    }

    private static String origin(Example example) {
        CodeSource source = example.getClass().getProtectionDomain().getCodeSource();
        return example.getClass().getName() + (source == null ? "" : " in " + source.getLocation());
    }
}
