package dev.lemma.testkit;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.LoadPolicy;
import dev.lemma.runtime.Origin;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every plugin does: it is found, nothing of it is broken, and its parts come back from saved models. */
public interface PluginContract {

    /** What is tested; its class must be the one that the service file names. */
    NnPlugin subject();

    @Test
    default void isNamedInAServiceFileAndLoads() {
        Assertions.assertThat(catalogue().plugins())
                .extracting(Origin::plugin)
                .contains(subject().id());
        Assertions.assertThat(subject().apiLevel()).isEqualTo(NnApi.LEVEL);
    }

    @Test
    default void everyPartHasASummary() {
        Assertions.assertThat(entries()).isNotEmpty().allSatisfy(entry -> Assertions.assertThat(entry.summary())
                .as("%s", entry)
                .isNotBlank());
    }

    @Test
    default void everyPartIsMadeFromItsDefaults() {
        Catalogue catalogue = catalogue();
        entries().stream().filter(Entry::hasDefaults).forEach(entry -> {
            Object part = entry.create();
            Assertions.assertThat(part).isInstanceOf(entry.point().type());
            Assertions.assertThat(catalogue
                            .entry(entry.point().id(), entry.name())
                            .create()
                            .getClass())
                    .isEqualTo(part.getClass());
        });
    }

    /** Parts that a supplier makes have no options, and need not be equal. */
    @Test
    default void everyPartComesBackFromASavedModel() {
        Catalogue catalogue = catalogue();
        entries().stream()
                .filter(entry -> entry.hasDefaults() && entry.canBeSaved())
                .forEach(entry -> comesBack(catalogue, entry));
    }

    private <T> void comesBack(Catalogue catalogue, Entry<T> entry) {
        ExtensionPoint<T> point = entry.point();
        T part = entry.create();
        PluginReference saved =
                PluginReference.parse(catalogue.reference(point, part).toString());
        Assertions.assertThat(catalogue.restore(point, saved)).as("%s", entry).isEqualTo(part);
    }

    private static Catalogue catalogue() {
        return Catalogue.load(LoadPolicy.STRICT);
    }

    private List<Entry<?>> entries() {
        return catalogue().entries().stream()
                .filter(entry -> entry.origin().plugin().equals(subject().id()))
                .toList();
    }
}
