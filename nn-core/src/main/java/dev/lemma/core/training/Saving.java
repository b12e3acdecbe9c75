package dev.lemma.core.training;

import dev.lemma.api.plugin.References;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is written down.
 *
 * @param folder of checkpoints; null for none
 * @param every so many steps
 * @param catalogue that knows the names of what is trained; null where they are not noted
 */
record Saving(@Nullable Path folder, int every, @Nullable References catalogue) {

    static final Saving NOTHING = new Saving(null, 1, null);

    Saving withFolder(Path path, int everySteps) {
        return new Saving(path, everySteps, catalogue);
    }

    Saving withCatalogue(References other) {
        return new Saving(folder, every, other);
    }
}
