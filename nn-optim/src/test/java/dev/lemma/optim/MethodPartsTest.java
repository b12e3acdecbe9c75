package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.optim.constrained.Box;
import dev.lemma.optim.descent.Armijo;
import dev.lemma.optim.descent.ConjugateRule;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.NonlinearConjugateGradients;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.descent.StrongWolfe;
import dev.lemma.optim.finitesum.Saga;
import dev.lemma.optim.sampling.HamiltonianMonteCarlo;
import dev.lemma.runtime.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Methods by their names. */
class MethodPartsTest {

    private static final Catalogue CATALOGUE = Catalogue.of(new CorePlugin(), new OptimPlugin());

    @Test
    void partsByNameEqualThoseMadeByNew() {
        assertThat(CATALOGUE.create(OptimPoints.MINIMIZER, "lbfgs", Map.of("memory", 7)))
                .isEqualTo(new LBfgs(7));
        assertThat(CATALOGUE.create(
                        OptimPoints.MINIMIZER,
                        "lbfgs",
                        Map.of("search", "armijo", "search.rate", 0.5, "stopping.iterations", 20)))
                .isEqualTo(new LBfgs(10, new Armijo(0.5), new Stopping(20, 1e-6)));
        assertThat(CATALOGUE.create(
                        OptimPoints.MINIMIZER,
                        "conjugate-gradients",
                        Map.of("rule", "dai-yuan", "search.curvature", 0.3)))
                .isEqualTo(new NonlinearConjugateGradients(
                        ConjugateRule.DAI_YUAN, new StrongWolfe(1e-4, 0.3, 25, 0), new Stopping(1000, 1e-6)));
        assertThat(CATALOGUE.create(OptimPoints.FINITE_SUM_MINIMIZER, "saga", Map.of("rate", 0.3, "passes", 5)))
                .isEqualTo(new Saga(0.3, 5));
        assertThat(CATALOGUE.create(OptimPoints.CONVEX_SET, "box", Map.of("low", -1, "high", 2)))
                .isEqualTo(new Box(-1, 2));
        assertThat(CATALOGUE.create(OptimPoints.SAMPLER, "hmc", Map.of("step", 0.1, "leaps", 7)))
                .isEqualTo(new HamiltonianMonteCarlo(0.1, 7, 1));
        assertThatThrownBy(() -> CATALOGUE.create(OptimPoints.LINE_SEARCH, "strong-wolfe", Map.of("curvature", 2)))
                .hasMessageContaining("expected a number in (0, 1), got 2");
    }

    /** One that is forgotten in the plugin fails here. */
    @Test
    void everyPublicMethodHasAName() {
        List<Class<?>> found = new ArrayList<>();
        for (JavaClass c : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.lemma.optim")) {
            for (ExtensionPoint<?> point : List.of(
                    OptimPoints.MINIMIZER,
                    OptimPoints.LINE_SEARCH,
                    OptimPoints.FINITE_SUM_MINIMIZER,
                    OptimPoints.CONVEX_SET,
                    OptimPoints.SAMPLER)) {
                if (c.isRecord() && c.getModifiers().contains(JavaModifier.PUBLIC) && c.isAssignableTo(point.type())) {
                    Class<?> type = c.reflect();
                    found.add(type);
                    assertThat(CATALOGUE.entries())
                            .as("%s", type)
                            .anyMatch(entry -> entry.point().equals(point) && entry.makes(type));
                }
            }
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(17);
    }
}
