package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.fused.FusedExecutor;
import java.util.List;
import java.util.Locale;

/** Steps of training; what distinguishes one such workload from another is its {@link Problem}. */
abstract class TrainingWorkload implements SteadyWorkload {

    static final int SAMPLES = 10_000;

    private final String id;
    private final String title;
    private final String script;

    TrainingWorkload(String id, String title, String script) {
        this.id = id;
        this.title = title;
        this.script = script;
    }

    /** The problem in float32, with that many samples. */
    abstract Problem problem(int samples);

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String title() {
        return title;
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("step", "float32", "step"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of(script));
    }

    @Override
    public final Work prepare(Case which, Setup setup) {
        DType type = DType.valueOf(which.dtype().toUpperCase(Locale.ROOT));
        return new Training(problem(SAMPLES).as(type), new FusedExecutor(setup.threads()), Key.of(1));
    }
}
