package dev.lemma.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arrows between the modules, and the habits that a compiler does not hold. This module sees all others, so the
 * test is here.
 */
class ArchitectureTest {

    /**
     * Module, and the modules of Lemma whose classes it may use besides its own. One that is not named here may use
     * none.
     */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("api", Set.of()),
            Map.entry("compiler", Set.of("api")),
            Map.entry("core", Set.of("api", "compiler")),
            Map.entry("dynamics", Set.of("api", "compiler", "core")),
            Map.entry("optim", Set.of("api", "compiler", "core", "dynamics")),
            Map.entry("kernels", Set.of("api", "compiler", "core", "optim")),
            Map.entry("scattering", Set.of("api", "compiler", "core")),
            Map.entry("generative", Set.of("api", "compiler", "core", "dynamics", "optim", "kernels", "scattering")),
            Map.entry(
                    "theory",
                    Set.of("api", "compiler", "core", "dynamics", "optim", "kernels", "scattering", "generative")),
            Map.entry("runtime", Set.of("api")),
            Map.entry("testkit", Set.of("api", "compiler", "core", "runtime")),
            Map.entry("spark", Set.of("api", "compiler", "core", "optim", "kernels")),
            Map.entry(
                    "examples",
                    Set.of(
                            "api",
                            "compiler",
                            "core",
                            "dynamics",
                            "optim",
                            "kernels",
                            "scattering",
                            "generative",
                            "theory",
                            "runtime",
                            "testkit",
                            "spark")));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma");
    }

    /** Else every rule below would hold of nothing. */
    @Test
    void theModulesAreOnTheClassPath() {
        assertThat(classes.stream().map(ArchitectureTest::module).distinct()).contains("api");
    }

    @Test
    void everyModuleIsInTheTable() {
        assertThat(classes.stream().map(ArchitectureTest::module).distinct()).isSubsetOf(ARROWS.keySet());
    }

    @Test
    void arrowsRunOneWay() {
        ARROWS.forEach((module, allowed) -> noClasses()
                .that()
                .resideInAPackage("dev.lemma." + module + "..")
                .should()
                .dependOnClassesThat(describe(
                        "are of a module other than " + allowed,
                        c -> isLemma(c) && !module(c).equals(module) && !allowed.contains(module(c))))
                .allowEmptyShould(true)
                .check(classes));
    }

    @Test
    void internalStaysInItsModule() {
        ARROWS.keySet().forEach(module -> noClasses()
                .that()
                .resideInAPackage("dev.lemma." + module + "..")
                .should()
                .dependOnClassesThat(describe(
                        "are internal to another module",
                        c -> isLemma(c)
                                && c.getPackageName().matches(".*\\.internal(\\..*)?")
                                && !module(c).equals(module)))
                .allowEmptyShould(true)
                .check(classes));
    }

    @Test
    void packagesAreNamedByConcept() {
        DescribedPredicate<JavaClass> nameless = resideInAPackage("dev.lemma..impl..")
                .or(resideInAPackage("dev.lemma..util.."))
                .or(resideInAPackage("dev.lemma..utils.."))
                .or(resideInAPackage("dev.lemma..common.."))
                .or(resideInAPackage("dev.lemma..helper.."))
                .or(resideInAPackage("dev.lemma..model.."));
        assertThat(classes.that(nameless)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = new ArrayList<>();
        for (JavaPackage p : classes.getPackage("dev.lemma").getSubpackagesInTree()) {
            if (!p.getClasses().isEmpty() && !p.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(p.getName());
            }
        }
        assertThat(unmarked)
                .as("packages without @NullMarked in package-info.java")
                .isEmpty();
    }

    /** Randomness comes from a Key: these would make a result depend on what ran before it. */
    @Test
    void nobodyDrawsFromAGlobalGenerator() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, ThreadLocalRandom.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.nd4j.linalg.api.rng.Random")
                .check(classes);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(classes);
    }

    @Test
    void librariesDoNotPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lemma.examples..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(classes);
    }

    /**
     * ND4J carries copies of Guava, Jackson and protobuf, which are its own affair; and only nn-runtime knows Guice.
     */
    @Test
    void nobodyUsesWhatIsOnTheClassPathByChance() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j.shade..", "..shaded..", "org.apache.commons..", "com.google.common..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.lemma.runtime..", "dev.lemma.examples..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.inject..")
                .check(classes);
    }

    private static boolean isLemma(JavaClass c) {
        return c.getPackageName().startsWith("dev.lemma.");
    }

    /** {@code core} of {@code dev.lemma.core.train}. */
    private static String module(JavaClass c) {
        String[] parts = c.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
