package dev.lemma.optim;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static dev.lemma.api.plugin.ExtensionPoint.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Schedule;
import dev.lemma.runtime.Catalogue;
import dev.lemma.testkit.PluginContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimPluginTest implements PluginContract {

    @Override
    public NnPlugin subject() {
        return new OptimPlugin();
    }

    /** One that is forgotten in the plugin fails here. */
    @Test
    void everyPublicOptimizerAndScheduleHasAName() {
        Catalogue catalogue = Catalogue.load();
        List<Class<?>> found = new ArrayList<>();
        for (JavaClass c : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.lemma.optim")) {
            boolean isOptimizer = c.isAssignableTo(Optimizer.class);
            boolean isSchedule = c.isAssignableTo(Schedule.class);
            if ((c.isRecord() || c.isEnum())
                    && c.getModifiers().contains(JavaModifier.PUBLIC)
                    && (isOptimizer || isSchedule)) {
                Class<?> type = c.reflect();
                found.add(type);
                String point = isOptimizer ? OPTIMIZER.id() : SCHEDULE.id();
                assertThat(catalogue.entries())
                        .as("%s", type)
                        .anyMatch(entry -> entry.point().id().equals(point) && entry.makes(type));
            }
        }
        assertThat(found).contains(Adam.class);
    }
}
