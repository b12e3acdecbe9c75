package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;
import java.util.Objects;

/**
 * Up to a peak and down to a value below the first.
 *
 * <pre>{@code
 * s(t) = from a to p over [0, u],  from p to b over [u, n],  b after n
 * }</pre>
 *
 * <p>PyTorch's and optax's differ in the turning points alone: for {@code total} steps and a share r, PyTorch has
 * {@code u = r·total − 1} (not a whole number in general) and {@code n = total − 1}, optax {@code u = ⌊r·total⌋} and
 * {@code n = total}.
 *
 * @param start a
 * @param peak p
 * @param end b
 * @param up u &gt; 0, steps to the peak
 * @param steps n &gt; u, steps to the end
 * @param ramp the way between
 * @see <a href="https://arxiv.org/abs/1708.07120">Smith and Topin 2017</a>
 */
public record OneCycle(double start, double peak, double end, double up, double steps, Ramp ramp) implements Schedule {

    public OneCycle {
        Check.finite("start", start);
        Check.finite("peak", peak);
        Check.finite("end", end);
        Check.positive("up", up);
        Check.positive("steps - up", steps - up);
        Objects.requireNonNull(ramp, "ramp");
    }

    /**
     * Along cosines, from peak/25 to the peak after 30 % of the steps, then to peak/250000: the published way, at optax's
     * turning points.
     */
    public OneCycle(double peak, int steps) {
        this(peak / 25, peak, peak / 250_000, Math.floor(0.3 * steps), steps, Ramp.COSINE);
    }

    @Override
    public Tensor at(Tensor t) {
        Tensor rising = ramp.between(start, peak, t.dividedBy(up));
        Tensor falling =
                ramp.between(peak, end, t.minus(up).dividedBy(steps - up).minimum(1));
        return Tensor.select(t.atMost(up), rising, falling);
    }
}
