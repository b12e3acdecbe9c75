package dev.lemma.optim.constrained;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.StopReason;
import java.util.List;

/**
 * Where a Frank-Wolfe method ended, and the way there.
 *
 * @param point the last good point, float64, [p]
 * @param reason why it ended
 * @param message the reason in a sentence, with numbers
 * @param iterates the start and all iterates; the last is the point
 */
public record ConstrainedMinimum(Array point, StopReason reason, String message, List<FrankWolfeIterate> iterates) {

    public ConstrainedMinimum {
        iterates = List.copyOf(iterates);
    }

    /** {@code f(x)} at the point. */
    public double value() {
        return iterates.get(iterates.size() - 1).value();
    }

    /**
     * An upper bound of {@code f(x) − min f} for convex f: every iterate says that the minimum is at least
     * {@code f(x_t) − g_t}, and this is the value less the largest of those. At most the last gap.
     */
    public double gap() {
        return value()
                - iterates.stream()
                        .mapToDouble(each -> each.value() - each.gap())
                        .max()
                        .orElse(Double.NEGATIVE_INFINITY);
    }

    /** Steps made. */
    public int iterations() {
        return iterates.size() - 1;
    }
}
