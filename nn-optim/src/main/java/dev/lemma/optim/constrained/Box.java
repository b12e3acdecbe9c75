package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import java.util.Arrays;

/**
 * {@code {x: a ≤ xᵢ ≤ b}}.
 *
 * <pre>{@code
 * Π(x)ᵢ = min(b, max(a, xᵢ))        argmin ⟨g, s⟩ᵢ = a where gᵢ > 0, b elsewhere
 * }</pre>
 *
 * <p>Both cost O(p).
 *
 * @param low a
 * @param high b &gt; a
 */
public record Box(double low, double high) implements ConvexSet {

    public Box {
        Check.finite("low", low);
        Check.finite("high", high);
        if (!(high > low)) {
            throw new IllegalArgumentException("high: expected a number above low, which is " + low + ", got " + high);
        }
    }

    @Override
    public double[] project(double[] x) {
        return Arrays.stream(x).map(each -> Math.min(high, Math.max(low, each))).toArray();
    }

    @Override
    public double[] minimizer(double[] direction) {
        return Arrays.stream(direction).map(g -> g > 0 ? low : high).toArray();
    }

    @Override
    public double diameter(int dimension) {
        return (high - low) * Math.sqrt(dimension);
    }

    @Override
    public boolean contains(double[] x, double tolerance) {
        return Arrays.stream(x).allMatch(each -> each >= low - tolerance && each <= high + tolerance);
    }
}
