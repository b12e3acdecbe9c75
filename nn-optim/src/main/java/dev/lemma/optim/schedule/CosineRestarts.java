package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Half cosines down, one after another, each longer than the one before by a whole factor.
 *
 * <pre>{@code
 * s(t) = b + (a − b)·(1 + cos(π(t − tᵢ)/(n·kⁱ)))/2,   tᵢ ≤ t < tᵢ₊₁,   tᵢ = n(kⁱ − 1)/(k − 1)
 * }</pre>
 *
 * @param start a, at every restart
 * @param end b, just before every restart
 * @param steps n ≥ 1, of the first
 * @param factor k ≥ 1
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2016</a>
 */
public record CosineRestarts(double start, double end, int steps, int factor) implements Schedule {

    public CosineRestarts {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.atLeastOne("steps", steps);
        Check.atLeastOne("factor", factor);
    }

    @Override
    public Tensor at(Tensor t) {
        if (factor == 1) {
            Tensor done = t.dividedBy(steps).floor().times(steps);
            return Ramp.COSINE.between(start, end, t.minus(done).dividedBy(steps));
        }
        Tensor near = t.times((factor - 1.0) / steps)
                .plus(1)
                .log()
                .times(1 / Math.log(factor))
                .round();
        Tensor cycle = near.minus(t.plus(0.5).lessThan(begin(near)));
        return Ramp.COSINE.between(
                start,
                end,
                t.minus(begin(cycle)).dividedBy(cycle.powerOf(factor).times(steps)));
    }

    /** Where a cycle begins: a whole number, which the nearest is taken for, since powers are rounded. */
    private Tensor begin(Tensor cycle) {
        return cycle.powerOf(factor).minus(1).times(steps / (factor - 1.0)).round();
    }
}
