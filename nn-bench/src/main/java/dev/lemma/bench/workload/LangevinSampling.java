package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.optim.sampling.Langevin;
import dev.lemma.optim.sampling.MarkovChains;
import dev.lemma.optim.sampling.Potential;
import dev.lemma.optim.sampling.Recording;
import dev.lemma.optim.sampling.Samples;
import java.util.List;
import java.util.Locale;

/** W17: 10,000 chains of 1000 Langevin steps in the double well {@code (x₁² − 1)² + x₂²}. */
public final class LangevinSampling implements SteadyWorkload {

    private static final int CHAINS = 10_000;
    private static final int STEPS = 1000;
    private static final double STEP = 0.01;
    private static final Potential DOUBLE_WELL =
            x -> x.at(0, 0).square().minus(1).square().plus(x.at(0, 1).square());

    @Override
    public String id() {
        return "W17";
    }

    @Override
    public String title() {
        return "1000 Langevin steps of 10,000 chains in a double well of two dimensions, draws included";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("run", "float32", "run"), Case.of("run", "float64", "run"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w17_langevin.py").needing("torch", "jax"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        DType type = which.dtype().equals("float32") ? DType.FLOAT32 : DType.FLOAT64;
        MarkovChains chains = new MarkovChains(
                new Langevin(STEP, 1),
                DOUBLE_WELL,
                type,
                2,
                CHAINS,
                Recording.last(STEPS),
                new FusedExecutor(setup.threads()));
        return new Runs(chains, Array.zeros(type, Shape.of(2, CHAINS)));
    }

    /** Each run from zero, as the peers do, with a key of its own. */
    private static final class Runs implements Work {

        private final MarkovChains chains;
        private final Array start;
        private int runs;
        private Samples last;

        Runs(MarkovChains chains, Array start) {
            this.chains = chains;
            this.start = start;
            this.last = chains.run(start, Key.of(0));
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                last = chains.run(start, Key.of(++runs));
            }
        }

        @Override
        public String note() {
            double sum = 0;
            for (double x : last.coordinate(0)) {
                sum += x * x;
            }
            return String.format(Locale.ROOT, "E x1^2 %.4f", sum / CHAINS);
        }
    }
}
