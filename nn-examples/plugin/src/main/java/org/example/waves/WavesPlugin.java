package org.example.waves;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.LAYER;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.examples.Example;

/** What this jar brings. */
public final class WavesPlugin implements NnPlugin {

    @Override
    public String id() {
        return "example.waves";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(OPTIMIZER, "yogi", new Yogi(1e-3))
                .summary("adam that forgets large gradients slowly")
                .formula("θ ← θ − η·m̂/(√v̂ + ε),  v ← v + (1−β₂)·sign(g²−v)·g²")
                .cite("https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization");
        to.add(ACTIVATION, "snake", new Snake(1))
                .summary("the identity with a wave on it")
                .formula("φ(x) = x + sin²(αx)/α")
                .cite("arXiv:2006.08195");
        to.add(LAYER, "spectral-gain", new SpectralGain())
                .summary("a gain for each frequency of the last axis")
                .formula("y = H(g ∘ H x)/n");
        to.supply(Example.POINT, "waves", WavesExample::new)
                .summary("a network learns a wave from points of it");
    }
}
