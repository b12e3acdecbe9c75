package dev.lemma.core.training;

import dev.lemma.compiler.Executor;
import dev.lemma.compiler.fused.Fused;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All that a training follows but the task and the data.
 *
 * @param decay of the average of the parameters, if one is kept
 * @param anyData whether data may be infinite or NaN
 * @param chosen the executor; null for that of the process
 */
record Terms(
        Pace pace,
        Start start,
        Watch watch,
        Saving saving,
        OptionalDouble decay,
        boolean anyData,
        @Nullable Executor chosen) {

    static final Terms USUAL =
            new Terms(Pace.USUAL, Start.DRAWN, Watch.NOTHING, Saving.NOTHING, OptionalDouble.empty(), false, null);

    Executor executor() {
        return chosen == null ? Fused.executor() : chosen;
    }

    Terms with(Pace other) {
        return new Terms(other, start, watch, saving, decay, anyData, chosen);
    }

    Terms with(Start other) {
        return new Terms(pace, other, watch, saving, decay, anyData, chosen);
    }

    Terms with(Watch other) {
        return new Terms(pace, start, other, saving, decay, anyData, chosen);
    }

    Terms with(Saving other) {
        return new Terms(pace, start, watch, other, decay, anyData, chosen);
    }

    Terms withDecay(double d) {
        return new Terms(pace, start, watch, saving, OptionalDouble.of(d), anyData, chosen);
    }

    Terms withAnyData() {
        return new Terms(pace, start, watch, saving, decay, true, chosen);
    }

    Terms with(Executor other) {
        return new Terms(pace, start, watch, saving, decay, anyData, other);
    }
}
