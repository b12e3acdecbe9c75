package dev.lemma.compiler;

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

    private static final String ROOT = "dev.lemma.compiler";

    /** Package, and the packages of this module that it uses. An arrow that is not here is a mistake, here or there. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry("concurrent", Set.of()),
            Map.entry("special", Set.of()),
            Map.entry("primitive", Set.of("concurrent")),
            Map.entry("internal.definition", Set.of("internal.lapack", "primitive", "special")),
            Map.entry(
                    "internal.kernel",
                    Set.of(
                            "concurrent",
                            "primitive",
                            "internal.blas",
                            "internal.definition",
                            "internal.lapack",
                            "internal.window")),
            Map.entry("internal.blas", Set.of()),
            Map.entry("internal.lapack", Set.of("concurrent", "internal.blas")),
            Map.entry("linear", Set.of("concurrent", "internal.lapack")),
            Map.entry("reference", Set.of("", "primitive")),
            Map.entry("scalar", Set.of("", "fused", "reference")),
            Map.entry("internal.chain", Set.of()),
            Map.entry("internal.fourier", Set.of("primitive", "concurrent")),
            Map.entry("internal.elementary", Set.of("internal.chain", "special")),
            Map.entry("internal.product", Set.of("concurrent", "internal.blas", "primitive")),
            Map.entry("internal.window", Set.of("internal.product", "concurrent", "internal.blas")),
            Map.entry(
                    "fused",
                    Set.of(
                            "internal.chain",
                            "internal.elementary",
                            "internal.product",
                            "internal.kernel",
                            "primitive",
                            "concurrent",
                            "",
                            "internal.blas",
                            "reference")));

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma.compiler")) {
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
        String below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? below : below.substring(1);
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
