package dev.lemma.kernels;

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

    private static final String ROOT = "dev.lemma.kernels";

    /** Package, and the packages of this module that it uses. An arrow that is not here is a mistake, here or there. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("", Set.of("function")),
            Map.entry("function", Set.of()),
            Map.entry("solve", Set.of()),
            Map.entry("rkhs", Set.of("", "solve")),
            Map.entry("machine", Set.of("", "rkhs", "solve")),
            Map.entry("features", Set.of("", "solve")),
            Map.entry("large", Set.of("", "machine", "rkhs", "solve")),
            Map.entry("tangent", Set.of("solve")),
            Map.entry("dynamics", Set.of()),
            Map.entry("width", Set.of("width.dual", "dynamics")),
            Map.entry("width.dual", Set.of()),
            Map.entry("gp", Set.of("", "solve")));

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma.kernels")) {
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
        String name = type.getPackageName().substring(ROOT.length());
        return name.isEmpty() ? name : name.substring(1);
    }

    @Test
    void packagesUseEachOtherAsDrawn() {
        Map<String, Set<String>> drawn = new TreeMap<>();
        ARROWS.forEach((name, used) -> drawn.put(name, new TreeSet<>(used)));
        assertThat(arrows()).isEqualTo(drawn);
    }

    @Test
    void noPackageUsesItselfByWayOfOthers() {
        Map<String, Set<String>> arrows = arrows();
        arrows.forEach((start, direct) -> {
            Deque<String> open = new ArrayDeque<>(direct);
            Set<String> reached = new TreeSet<>();
            while (!open.isEmpty()) {
                String next = open.pop();
                if (reached.add(next)) {
                    open.addAll(arrows.get(next));
                }
            }
            assertThat(reached).as("used by " + start).doesNotContain(start);
        });
    }
}
