package dev.lemma.core.plugin;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;

/** The extension points whose types are of this module. */
public final class CorePoints {

    /**
     * Data by name; added by {@link dev.lemma.api.plugin.Contributions#supply}, so that nothing is read before it is
     * asked for.
     */
    public static final ExtensionPoint<Dataset> DATASET = new ExtensionPoint<>("dataset", Dataset.class);

    /** Numbers that say how good predictions are, {@code metric}. */
    public static final ExtensionPoint<Metric> METRIC = new ExtensionPoint<>("metric", Metric.class);

    private CorePoints() {}
}
