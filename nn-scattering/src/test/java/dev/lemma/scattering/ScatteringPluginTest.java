package dev.lemma.scattering;

import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.testkit.PluginContract;

class ScatteringPluginTest implements PluginContract {

    @Override
    public NnPlugin subject() {
        return new ScatteringPlugin();
    }
}
