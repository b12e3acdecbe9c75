package dev.lemma.dynamics;

import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.testkit.PluginContract;

class DynamicsPluginTest implements PluginContract {

    @Override
    public NnPlugin subject() {
        return new DynamicsPlugin();
    }
}
