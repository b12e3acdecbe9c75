package dev.lemma.generative;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The drawing of this module: which package uses which. Read from top to bottom, no package uses itself by way of others. */
class PackagesTest {

    private static final String ROOT = "dev.lemma.generative.";

    /** Package, and the packages of this module that it uses. An arrow that is not here is a mistake, here or there. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("internal", Set.of()),
            Map.entry("schedule", Set.of()),
            Map.entry("process", Set.of("schedule")),
            Map.entry("network", Set.of()),
            Map.entry("score", Set.of("network", "process")),
            Map.entry("oracle", Set.of("internal", "process", "score")),
            Map.entry("sampler", Set.of("oracle", "process", "score")),
            Map.entry("likelihood", Set.of("oracle", "process", "sampler", "score")),
            Map.entry("metric", Set.of("internal")),
            Map.entry("vae", Set.of("internal", "oracle")),
            Map.entry("flow", Set.of("internal", "likelihood", "network")),
            Map.entry("gan", Set.of()),
            Map.entry("plugin", Set.of("process", "sampler", "schedule")));

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma.generative")) {
            if (!type.getPackageName().startsWith(ROOT) || type.getSimpleName().equals("package-info")) {
                continue;
            }
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
}
