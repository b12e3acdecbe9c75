package dev.lemma.dynamics.ode;

import dev.lemma.api.check.Check;

/**
 * How the next step follows from the error of this one: proportional-integral control.
 *
 * <pre>{@code
 * accepted:  h ← h · clamp(safety · eₙ^{−(1 − ¾m)/k} · eₙ₋₁^{m/k}, shrink, grow)     not above h after a rejected attempt
 * rejected:  h ← h · clamp(safety · eₙ^{−1/k}, shrink, 1)
 * }</pre>
 *
 * <p>e is the error in units of the tolerance, O(hᵏ). Without memory, m = 0, this is the elementary controller; with some the sequence of steps is
 * smoother where stability limits them.
 *
 * @param safety in (0, 1)
 * @param shrink the least factor, in (0, 1)
 * @param grow the largest factor, above 1
 * @param memory m in [0, 1]
 * @see <a href="https://doi.org/10.1007/978-3-642-05221-7">Hairer and Wanner 1996, section IV.2 (Gustafsson's controller; m = 0.2 is that of DOPRI5)</a>
 */
public record StepControl(double safety, double shrink, double grow, double memory) {

    /** Safety 0.9, factors between 0.2 and 10, memory 0.1. */
    public static final StepControl STANDARD = new StepControl(0.9, 0.2, 10, 0.1);

    public StepControl {
        between("safety", safety, 0, 1);
        between("shrink", shrink, 0, 1);
        between("grow", grow, 1, Double.POSITIVE_INFINITY);
        Check.inUnitInterval("memory", memory);
    }

    private static void between(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(
                    name + ": expected a number above " + low + " and below " + high + ", got " + value);
        }
    }

    /**
     * The factor after an accepted step.
     *
     * @param error of this step, at most 1
     * @param previous that of the accepted step before, at most 1
     * @param k order of the estimate
     * @param afterRejection whether the last attempt was rejected
     */
    double accepted(double error, double previous, int k, boolean afterRejection) {
        double e = Math.max(error, 1e-10);
        double factor = safety * Math.pow(e, -(1 - 0.75 * memory) / k) * Math.pow(Math.max(previous, 1e-4), memory / k);
        return Math.max(shrink, Math.min(afterRejection ? 1 : grow, factor));
    }

    /** The factor after a rejected attempt, whose error may not be a number. */
    double rejected(double error, int k) {
        return error < Double.POSITIVE_INFINITY
                ? Math.max(shrink, Math.min(1, safety * Math.pow(error, -1.0 / k)))
                : shrink;
    }
}
