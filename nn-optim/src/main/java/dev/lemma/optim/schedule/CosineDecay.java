package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Half a cosine down, then constant.
 *
 * <pre>{@code
 * s(t) = b + (a − b)·(1 + cos(π·min(t, n)/n))/2
 * }</pre>
 *
 * <p>optax's {@code cosine_decay_schedule}, whose {@code alpha} is b/a. {@link CosineAnnealing} rises again.
 *
 * @param start a
 * @param end b, kept after n steps
 * @param steps n ≥ 1
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016</a>
 */
public record CosineDecay(double start, double end, int steps) implements Schedule {

    public CosineDecay {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.atLeastOne("steps", steps);
    }

    @Override
    public Tensor at(Tensor t) {
        return Ramp.COSINE.between(start, end, t.minimum(steps).dividedBy(steps));
    }
}
