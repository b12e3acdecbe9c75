package dev.lemma.dynamics.ode;

import dev.lemma.api.check.Check;

/**
 * What an adaptive solver keeps its local error below: a step with error e is taken if
 *
 * <pre>{@code
 * √(mean ((e / (absolute + relative·max(|y|, |y⁺|)))²)) ≤ 1
 * }</pre>
 *
 * <p>the mean being over the whole state, or over that of one sample. This bounds the error of a step, not of the solution.
 *
 * @param relative at least 0
 * @param absolute at least 0, in the unit of y; above 0 if the relative one is 0
 */
public record Tolerance(double relative, double absolute) {

    public Tolerance {
        Check.notNegative("relative tolerance", relative);
        Check.notNegative("absolute tolerance", absolute);
        if (relative == 0 && absolute == 0) {
            throw new IllegalArgumentException(
                    "tolerance: the relative and the absolute one are both 0; expected one above 0");
        }
    }
}
