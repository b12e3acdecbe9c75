package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;
import java.util.Objects;

/**
 * A line up, then another schedule from its beginning.
 *
 * <pre>{@code
 * s(t) = a + (f(0) − a)·t/w  for t < w,   f(t − w)  from then on
 * }</pre>
 *
 * @param start a
 * @param steps w ≥ 1
 * @param then f
 */
public record WarmUp(double start, int steps, Schedule then) implements Schedule {

    public WarmUp {
        Check.finite("start", start);
        Check.atLeastOne("steps", steps);
        Objects.requireNonNull(then, "then");
    }

    /** The common one: a line up to the peak, then half a cosine down to the end, where it stays. */
    public static WarmUp cosine(double start, double peak, double end, int warmUp, int decay) {
        return new WarmUp(start, warmUp, new CosineDecay(peak, end, decay));
    }

    @Override
    public Tensor at(Tensor t) {
        Tensor goal = then.at(t.filled(0));
        Tensor line = goal.minus(start).times(t.dividedBy(steps)).plus(start);
        return Tensor.select(t.lessThan(steps), line, then.at(t.minus(steps).maximum(0)));
    }
}
