package dev.lemma.runtime;

/**
 * Why a plugin is not there.
 *
 * @param plugin its id, or the name of its class where the id is not known
 * @param location file name of its jar
 * @param reason what is wrong and how to mend it
 */
public record PluginFailure(String plugin, String location, String reason) {

    /** One sentence. */
    @Override
    public String toString() {
        return plugin + " (" + location + "): " + reason;
    }
}
