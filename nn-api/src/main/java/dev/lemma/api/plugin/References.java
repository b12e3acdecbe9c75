package dev.lemma.api.plugin;

/**
 * Parts as saved models note them, in both directions. The catalogue of nn-runtime is one; what trains and saves asks
 * this and need not know it.
 */
public interface References {

    /**
     * What is noted of a part.
     *
     * @throws IllegalArgumentException if no plugin has added it: a lambda, or a class that has no name
     */
    <T> PluginReference reference(ExtensionPoint<T> point, T part);

    /**
     * The part that is noted.
     *
     * @throws IllegalStateException if its plugin is not there, or has no such part; the message names plugin and version
     * @throws IllegalArgumentException if its plugin has other options now
     */
    <T> T restore(ExtensionPoint<T> point, PluginReference reference);
}
