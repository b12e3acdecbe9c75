package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.training.Optimizer;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.optim.Adam;
import java.util.List;

/**
 * X01: what an optimiser costs that comes from elsewhere. The same training as W01, once with the built-in Adam and once
 * with an update rule of the same formula that lies outside nn-optim. No peer does this: the two cases are each other's
 * measure.
 */
public final class PluginOptimizer implements SteadyWorkload {

    private static final String BUILT_IN = "built-in Adam";
    private static final String PLUGIN = "Adam of a plugin";
    private static final double RATE = 1e-3;

    @Override
    public String id() {
        return "X01";
    }

    @Override
    public String title() {
        return "training step of W01's network with the built-in Adam, and with the same formula as a plugin writes it";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of(BUILT_IN, "float32", "step"), Case.of(PLUGIN, "float32", "step"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of();
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        return new Training(problem(optimizer(which.name())), new FusedExecutor(setup.threads()), Key.of(1));
    }

    static Problem problem(Optimizer optimizer) {
        Problem dense = new DenseClassifier().problem(TrainingWorkload.SAMPLES);
        return new Problem(dense.network(), dense.loss(), optimizer, dense.features(), dense.targets(), dense.batch());
    }

    private static Optimizer optimizer(String name) {
        return switch (name) {
            case BUILT_IN -> new Adam(RATE);
            case PLUGIN -> new PluginAdam(RATE);
            default -> throw new IllegalArgumentException("X01 has no case \"" + name + "\"");
        };
    }
}
