package dev.lemma.api.plugin;

/** The version of the contracts that plugins are compiled against. */
public final class NnApi {

    /**
     * Grows when plugins must be compiled anew. It is a constant on purpose: the compiler copies it into the plugin, so
     * that {@code return NnApi.LEVEL} says what the plugin was compiled against and not what it runs on.
     */
    public static final int LEVEL = 1;

    private NnApi() {}
}
