package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import java.util.List;

/**
 * Where a method ended, and the way there.
 *
 * @param point the last good point, float64, [p]: value and gradient are finite there, if they were at the start
 * @param reason why it ended
 * @param message the reason in a sentence, with numbers
 * @param iterates the start and all iterates; the last is the point
 * @param evaluations of value and gradient, those of a last search that failed included
 */
public record Minimum(Array point, StopReason reason, String message, List<Iterate> iterates, int evaluations) {

    public Minimum {
        iterates = List.copyOf(iterates);
    }

    private Iterate last() {
        return iterates.get(iterates.size() - 1);
    }

    /** {@code f(x)} at the point. */
    public double value() {
        return last().value();
    }

    /** {@code ‖∇f(x)‖₂} at the point. */
    public double gradientNorm() {
        return last().gradientNorm();
    }

    /** Steps made. */
    public int iterations() {
        return iterates.size() - 1;
    }

    /** The values on the way, the start's first. */
    public double[] values() {
        return iterates.stream().mapToDouble(Iterate::value).toArray();
    }

    /** The gradient norms on the way, the start's first. */
    public double[] gradientNorms() {
        return iterates.stream().mapToDouble(Iterate::gradientNorm).toArray();
    }
}
