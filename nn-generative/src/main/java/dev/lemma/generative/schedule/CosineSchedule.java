package dev.lemma.generative.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * A signal that falls like a squared cosine:
 *
 * <pre>{@code
 * ᾱ(t) = f(t)/f(0),   f(t) = cos²((t + s)/(1 + s) · π/2),   B(t) = −log ᾱ(t)
 * }</pre>
 *
 * <p>At t = 1 the rate is infinite and nothing is left of the data, so time ends before: at 0.9946 as in DPM-Solver, where ᾱ = 7·10⁻⁵. The table of
 * discrete time, which caps β instead, is {@link DiscreteSchedule#cosine}.
 *
 * @param offset s &gt; 0
 * @param horizon the last time, in (0, 1)
 * @see <a href="https://arxiv.org/abs/2102.09672">Nichol and Dhariwal 2021, equation (17)</a>
 */
public record CosineSchedule(double offset, double horizon) implements NoiseSchedule {

    public CosineSchedule {
        Check.positive("offset", offset);
        if (!(horizon > 0 && horizon < 1)) {
            throw new IllegalArgumentException(
                    "horizon: expected a number in (0, 1), where the cosine is not yet 0, got " + horizon);
        }
    }

    /** With s = 0.008, until 0.9946. */
    public CosineSchedule() {
        this(0.008, 0.9946);
    }

    private Tensor angle(Tensor t) {
        return t.plus(offset).times(Math.PI / 2 / (1 + offset));
    }

    @Override
    public Tensor integral(Tensor t) {
        double begin = Math.PI / 2 * offset / (1 + offset);
        // cos(u)/cos(b) = 1 − (cos b − cos u)/cos b and cos b − cos u = 2 sin((u+b)/2) sin((u−b)/2): nothing cancels
        // near t = 0.
        Tensor u = angle(t);
        Tensor half = t.times(Math.PI / 4 / (1 + offset));
        Tensor lost = u.plus(begin).times(0.5).sin().times(half.sin()).times(2 / Math.cos(begin));
        return lost.negate().log1p().times(-2);
    }

    @Override
    public Tensor rate(Tensor t) {
        return angle(t).tan().times(Math.PI / (1 + offset));
    }
}
