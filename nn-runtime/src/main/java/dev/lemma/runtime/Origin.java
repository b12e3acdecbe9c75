package dev.lemma.runtime;

/**
 * Where a part comes from.
 *
 * @param plugin id of the plugin
 * @param version of the plugin
 * @param location file name of its jar, or its folder of classes
 */
public record Origin(String plugin, String version, String location) {

    @Override
    public String toString() {
        return plugin + " (" + location + ")";
    }
}
