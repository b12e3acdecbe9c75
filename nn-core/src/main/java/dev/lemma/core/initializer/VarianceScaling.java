package dev.lemma.core.initializer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import java.util.Objects;

/**
 * Independent numbers of mean 0 and variance {@code scale/n}, n being the fan-in, the fan-out or their mean.
 *
 * <pre>{@code
 * LeCun  1/fan_in       He  2/fan_in       Glorot  2/(fan_in + fan_out)
 * }</pre>
 *
 * <p>A uniform law of that variance lies on [−b, b] with {@code b = √(3·scale/n)}.
 *
 * @param scale of the variance, at least 0
 * @param fan what n is
 * @param distribution normal (not truncated) or uniform
 */
public record VarianceScaling(double scale, Fan fan, Distribution distribution) implements Initializer {

    /** What the variance is divided by. */
    public enum Fan {
        /** Terms summed into one result: keeps the variance of the signal going forward. */
        IN,
        /** Results that one input enters: keeps the variance of the gradient going backward. */
        OUT,
        /** The mean of the two. */
        AVERAGE
    }

    /** The family of the law. */
    public enum Distribution {
        /** N(0, variance), not truncated. */
        NORMAL,
        /** Uniform on an interval about 0. */
        UNIFORM
    }

    public VarianceScaling {
        Check.notNegative("scale", scale);
        Objects.requireNonNull(fan, "fan");
        Objects.requireNonNull(distribution, "distribution");
    }

    @Override
    public Law law(Shape shape, int fanIn, int fanOut) {
        double n =
                switch (fan) {
                    case IN -> fanIn;
                    case OUT -> fanOut;
                    case AVERAGE -> (fanIn + (double) fanOut) / 2;
                };
        if (!(n > 0)) {
            throw new IllegalArgumentException("initializer: fan-in " + fanIn + " and fan-out " + fanOut
                    + " of a weight " + shape + ": expected at least 1: has the layer's input an axis of extent 0?");
        }
        double variance = scale / n;
        return distribution == Distribution.NORMAL
                ? new Law.Normal(Math.sqrt(variance))
                : new Law.Uniform(Math.sqrt(3 * variance));
    }
}
