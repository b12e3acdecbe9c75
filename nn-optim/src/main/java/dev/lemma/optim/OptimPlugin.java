package dev.lemma.optim;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.training.Scheduled;

/** The optimisers and schedules of this module. */
public final class OptimPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.optim";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(OPTIMIZER, "adam", new Adam(1e-3))
                .summary("gradient descent on moments of the gradient")
                .formula("θ ← θ − η·m̂/(√v̂ + ε)")
                .cite("arXiv:1412.6980");
        to.add(OPTIMIZER, "scheduled", Scheduled.class)
                .summary("an optimiser times a schedule")
                .formula("Δθₜ ← s(t − 1)·Δθₜ");
    }
}
