package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Half a cosine down, and up again: a wave of period 2n.
 *
 * <pre>{@code
 * s(t) = b + (a − b)·(1 + cos(πt/n))/2
 * }</pre>
 *
 * <p>PyTorch's {@code CosineAnnealingLR}: it rises again after n steps. {@link CosineDecay} stays.
 *
 * @param start a
 * @param end b, reached at n
 * @param steps n ≥ 1
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016</a>
 */
public record CosineAnnealing(double start, double end, int steps) implements Schedule {

    public CosineAnnealing {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.atLeastOne("steps", steps);
    }

    @Override
    public Tensor at(Tensor t) {
        return Ramp.COSINE.between(start, end, t.dividedBy(steps));
    }
}
