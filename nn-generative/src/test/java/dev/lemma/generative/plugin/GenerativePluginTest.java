package dev.lemma.generative.plugin;

import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.testkit.PluginContract;

class GenerativePluginTest implements PluginContract {

    @Override
    public NnPlugin subject() {
        return new GenerativePlugin();
    }
}
