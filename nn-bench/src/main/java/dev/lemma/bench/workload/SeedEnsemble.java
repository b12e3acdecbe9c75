package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.training.EnsembleStep;
import dev.lemma.core.training.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** W19: many seeds of W02's network as one program; a unit is one step of all of them, each on a batch of its own. */
public final class SeedEnsemble implements SteadyWorkload {

    private static final int SEEDS = 64;
    private static final int BATCHES = 100;

    @Override
    public String id() {
        return "W19";
    }

    @Override
    public String title() {
        return "training step of 64 seeds of W02's network together";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("step", "float32", "step"), Case.of("step", "float64", "step"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w19_ensemble.py").needing("jax", "optax"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        DType type = DType.valueOf(which.dtype().toUpperCase(Locale.ROOT));
        return new Steps(
                new TinyRegression().problem(TrainingWorkload.SAMPLES).as(type), new FusedExecutor(setup.threads()));
    }

    /** Steps of all seeds. */
    private static final class Steps implements Work {

        private final Execution execution;
        private final List<Array> rows = new ArrayList<>();
        private final Array keys;
        private long taken;

        Steps(Problem problem, FusedExecutor executor) {
            DType type = problem.network().type();
            TrainingStep one = problem.step();
            EnsembleStep step = new EnsembleStep(one, SEEDS);
            execution = executor.open(step.routine());
            step.places().forEach((name, place) -> execution.load(place, start(problem, one, name)));
            for (int i = 0; i < BATCHES; i++) {
                Array all = Array.zeros(type, Shape.of(SEEDS, problem.batch()));
                List<Array> each = Data.batches(Key.of(1).at(i), TrainingWorkload.SAMPLES, problem.batch(), SEEDS);
                for (int seed = 0; seed < SEEDS; seed++) {
                    Array own = each.get(seed).as(type);
                    System.arraycopy(own.storage(), 0, all.storage(), seed * problem.batch(), problem.batch());
                }
                rows.add(all);
            }
            keys = Array.zeros(type, Shape.of(SEEDS, 4));
        }

        private static Array start(Problem problem, TrainingStep one, String name) {
            if (EnsembleStep.isShared(name)) {
                return name.equals(TrainingStep.FEATURES) ? problem.features() : problem.targets();
            }
            List<Array> own = new ArrayList<>();
            for (int seed = 0; seed < SEEDS; seed++) {
                own.add(
                        switch (name) {
                            case TrainingStep.THETA -> problem.network().initialArray(Key.of(seed));
                            case TrainingStep.STATE -> problem.network().initialState();
                            default -> one.initial().get(name);
                        });
            }
            Array first = own.get(0);
            Array all = Array.zeros(first.type(), first.shape().batch(SEEDS));
            for (int seed = 0; seed < SEEDS; seed++) {
                System.arraycopy(
                        own.get(seed).storage(),
                        0,
                        all.storage(),
                        seed * first.shape().size(),
                        first.shape().size());
            }
            return all;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                execution.put(0, rows.get((int) (taken % BATCHES)));
                execution.put(1, keys);
                execution.run();
                taken++;
            }
            if (!execution.get(0).isFinite()) {
                throw new ArithmeticException("a loss of step " + taken + " is not finite");
            }
        }

        @Override
        public String note() {
            double sum = 0;
            for (double risk : execution.get(0).toDoubles()) {
                sum += risk / SEEDS;
            }
            return String.format(Locale.ROOT, "mean loss %.4g after %d steps", sum, taken);
        }
    }
}
