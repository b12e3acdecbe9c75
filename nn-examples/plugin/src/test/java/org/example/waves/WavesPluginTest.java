package org.example.waves;

import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.testkit.PluginContract;

class WavesPluginTest implements PluginContract {

    @Override
    public NnPlugin subject() {
        return new WavesPlugin();
    }
}
