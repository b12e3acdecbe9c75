package dev.lemma.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The drawing of this module: which package uses which. */
class PackagesTest {

    private static final String ROOT = "dev.lemma.core.";

    /** Package, and the packages of this module that it uses. An arrow that is not here is a mistake, here or there. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("activation", Set.of()),
            Map.entry("initializer", Set.of()),
            Map.entry("loss", Set.of()),
            Map.entry("metric", Set.of()),
            Map.entry("layer", Set.of("initializer")),
            Map.entry("hypothesis", Set.of("initializer", "layer")),
            Map.entry("network", Set.of()),
            Map.entry("certificate", Set.of("activation", "network")),
            Map.entry("io", Set.of("io.internal")),
            // The errors that readers throw are for users to catch, and so are not internal.
            Map.entry("io.internal", Set.of("io")),
            Map.entry("io.checkpoint", Set.of("io", "io.internal")),
            Map.entry("data", Set.of("io")),
            Map.entry("training", Set.of("data", "io", "io.checkpoint", "metric", "network")),
            Map.entry("plugin", Set.of("activation", "data", "initializer", "layer", "loss", "metric")));

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma.core")) {
            Set<String> used = arrows.computeIfAbsent(name(type), key -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && !name(target).equals(name(type))) {
                    used.add(name(target));
                }
            }
        }
        return arrows;
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    @Test
    void packagesUseEachOtherAsDrawn() {
        Map<String, Set<String>> drawn = new TreeMap<>();
        ARROWS.forEach((name, used) -> drawn.put(name, new TreeSet<>(used)));
        assertThat(arrows()).isEqualTo(drawn);
    }

    /** Apart from the insides of io, which share its errors. */
    @Test
    void noPackageUsesItselfByWayOfOthers() {
        Map<String, Set<String>> arrows = arrows();
        arrows.forEach((start, direct) -> {
            Deque<String> open = new ArrayDeque<>(direct);
            Set<String> reached = new TreeSet<>();
            while (!open.isEmpty()) {
                String next = open.pop();
                if (reached.add(next) && !next.equals("io.internal")) {
                    open.addAll(arrows.get(next));
                }
            }
            if (!start.equals("io.internal")) {
                assertThat(reached).as("used by " + start).doesNotContain(start);
            }
        });
    }
}
