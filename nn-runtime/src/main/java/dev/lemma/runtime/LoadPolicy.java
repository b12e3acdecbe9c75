package dev.lemma.runtime;

/** What a broken plugin does to the others. */
public enum LoadPolicy {
    /** It is left out, and {@link Catalogue#failures} says why. */
    LENIENT,
    /** Nothing is loaded: a {@link PluginException} names every one. For tests. */
    STRICT
}
