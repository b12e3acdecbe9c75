package dev.lemma.api.plugin;

/**
 * A jar's contribution: needs a public constructor without arguments and a line in
 * {@code META-INF/services/dev.lemma.api.plugin.NnPlugin}.
 *
 * <p>A fat jar must join the files of that name instead of keeping one (Maven shade: {@code
 * ServicesResourceTransformer}).
 */
public interface NnPlugin {

    /**
     * The name that saved models and messages use: lower-case words of letters, digits and hyphens joined by dots, for
     * example {@code acme.swish}. Names that begin with {@code lemma.} are Lemma's own.
     */
    String id();

    /**
     * {@code return NnApi.LEVEL;}. There is no default: one would be compiled into Lemma and always give the level of
     * the Lemma that runs.
     */
    int apiLevel();

    /**
     * Adds the parts. Called once, and all or nothing: if it throws, no part of this plugin is known. Must not touch
     * data or native libraries.
     */
    void contribute(Contributions to);

    /**
     * The version that saved models note: that of the jar's manifest ({@code Implementation-Version}), else {@code
     * unversioned}.
     */
    default String version() {
        Package home = getClass().getPackage();
        String version = home == null ? null : home.getImplementationVersion();
        return version == null ? "unversioned" : version;
    }
}
