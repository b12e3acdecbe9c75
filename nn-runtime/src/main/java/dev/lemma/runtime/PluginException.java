package dev.lemma.runtime;

import java.util.List;
import java.util.stream.Collectors;

/** Plugins that cannot be used, where all were asked for. */
public final class PluginException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    PluginException(List<PluginFailure> failures) {
        super((failures.size() == 1 ? "A plugin is broken: " : failures.size() + " plugins are broken:\n  ")
                + failures.stream().map(PluginFailure::toString).collect(Collectors.joining("\n  ")));
    }
}
