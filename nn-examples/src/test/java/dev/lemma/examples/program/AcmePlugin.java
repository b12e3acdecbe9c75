package dev.lemma.examples.program;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;

/** A plugin as its user writes it. */
public final class AcmePlugin implements NnPlugin {

    @Override
    public String id() {
        return "acme";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(OPTIMIZER, "acme-lion", Lion.class).summary("sign momentum").cite("arXiv:2302.06675");
        to.add(ACTIVATION, "acme-swish", Swish.class)
                .summary("x times a logistic function")
                .formula("φ(z) = z·σ(βz)")
                .cite("arXiv:1710.05941");
    }
}
