package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Multiplied by a factor every so many steps.
 *
 * <pre>{@code
 * s(t) = s₀ · γ^⌊t/n⌋
 * }</pre>
 *
 * @param initial s₀
 * @param factor γ &gt; 0
 * @param every n ≥ 1 steps
 */
public record StepDecay(double initial, double factor, int every) implements Schedule {

    public StepDecay {
        Check.finite("initial", initial);
        Check.positive("factor", factor);
        Check.atLeastOne("every", every);
    }

    @Override
    public Tensor at(Tensor t) {
        return t.dividedBy(every).floor().powerOf(factor).times(initial);
    }
}
