package dev.lemma.generative.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * A signal that falls like a logistic function:
 *
 * <pre>{@code
 * ᾱ(t) = (σ(e/τ) − σ((s + t (e − s))/τ)) / (σ(e/τ) − σ(s/τ)),   B(t) = −log ᾱ(t)
 * }</pre>
 *
 * <p>At t = 1 nothing is left of the data, so time ends before.
 *
 * @param start s, below e
 * @param end e
 * @param temperature τ &gt; 0
 * @param horizon the last time, in (0, 1)
 * @see <a href="https://arxiv.org/abs/2301.10972">Chen 2023, section 2.1</a>
 */
public record SigmoidSchedule(double start, double end, double temperature, double horizon) implements NoiseSchedule {

    public SigmoidSchedule {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.positive("temperature", temperature);
        if (end <= start) {
            throw new IllegalArgumentException(
                    "sigmoid schedule: expected start below end, got " + start + " and " + end);
        }
        if (!(horizon > 0 && horizon < 1)) {
            throw new IllegalArgumentException(
                    "horizon: expected a number in (0, 1), where the signal is not yet 0, got " + horizon);
        }
    }

    /** From −3 to 3 with τ = 1, until 0.999. */
    public SigmoidSchedule() {
        this(-3, 3, 1, 0.999);
    }

    @Override
    public Tensor integral(Tensor t) {
        double low = sigmoid(start / temperature);
        double high = sigmoid(end / temperature);
        // σ(u) − σ(s) = σ(u) σ(−s) (1 − e^{s−u}): nothing cancels near t = 0.
        Tensor step = t.times((end - start) / temperature);
        Tensor lost = step.plus(start / temperature)
                .sigmoid()
                .times(step.negate().expm1().negate())
                .times(sigmoid(-start / temperature) / (high - low));
        return lost.negate().log1p().negate();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
