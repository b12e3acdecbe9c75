package dev.lemma.generative.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * A rate that grows linearly: {@code β(t) = β₀ + t (β₁ − β₀)}, {@code B(t) = β₀ t + ½ (β₁ − β₀) t²} on [0, 1].
 *
 * @param first β₀ &gt; 0
 * @param last β₁ ≥ β₀
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, equation (32)</a>
 */
public record LinearSchedule(double first, double last) implements NoiseSchedule {

    public LinearSchedule {
        Check.positive("first", first);
        Check.positive("last", last);
        if (last < first) {
            throw new IllegalArgumentException("linear schedule: the rate must not fall, got " + first + " to " + last);
        }
    }

    /** From 0.1 to 20. */
    public LinearSchedule() {
        this(0.1, 20);
    }

    @Override
    public Tensor integral(Tensor t) {
        return t.times(t.times(0.5 * (last - first)).plus(first));
    }

    @Override
    public Tensor rate(Tensor t) {
        return t.times(last - first).plus(first);
    }

    @Override
    public double horizon() {
        return 1;
    }
}
