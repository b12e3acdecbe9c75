package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;

/** The times at which a model is trained. */
@FunctionalInterface
public interface TimeLaw {

    /** n times [n] of the process, drawn with a key. */
    Tensor draw(Tensor key, DType type, int n, AffineProcess process);

    /** Uniform from the cut-off to the horizon; uniform on 1 … T for a chain of whole steps. */
    TimeLaw UNIFORM = (key, type, n, process) -> spread(Draws.uniform(key, type, n), process);

    /** Uniform as a whole, but the i-th of n times lies in the i-th part of n: the loss of a batch varies less. */
    TimeLaw STRATIFIED = (key, type, n, process) ->
            spread(Draws.uniform(key, type, n).plus(Tensor.range(type, n)).times(1.0 / n), process);

    private static Tensor spread(Tensor u, AffineProcess process) {
        double last = process.horizon();
        if (process.isDiscrete()) {
            return u.times(last).floor().plus(1).minimum(last);
        }
        double first = process.cutoff();
        return u.times(last - first).plus(first);
    }

    /** {@code log t} normal, cut off at the ends of the process: −1.2 and 1.2 for Karras' process. */
    static TimeLaw logNormal(double mean, double deviation) {
        Check.finite("mean", mean);
        Check.positive("deviation", deviation);
        return (key, type, n, process) ->
                Draws.normal(key, type, n).times(deviation).plus(mean).exp().clamp(process.cutoff(), process.horizon());
    }

    /** {@code log(t/(1 − t))} normal, for processes on [0, 1]: more of the middle. */
    static TimeLaw logitNormal(double mean, double deviation) {
        Check.finite("mean", mean);
        Check.positive("deviation", deviation);
        return (key, type, n, process) -> Draws.normal(key, type, n)
                .times(deviation)
                .plus(mean)
                .sigmoid()
                .clamp(process.cutoff(), process.horizon());
    }
}
