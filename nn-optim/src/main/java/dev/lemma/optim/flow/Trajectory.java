package dev.lemma.optim.flow;

import dev.lemma.api.tensor.Array;

/**
 * A curve θ(t), as points at times.
 *
 * @param times ascending, [n + 1]
 * @param points float64, one a row, [n + 1, p]
 * @param values f at the points, [n + 1]
 * @param gradientNorms {@code ‖∇f‖₂} at the points, [n + 1]
 * @param message empty if all steps were made; else why the curve ends early
 */
public record Trajectory(Array times, Array points, Array values, Array gradientNorms, String message) {

    /** Steps made, n. */
    public int steps() {
        return times.shape().size() - 1;
    }

    /** The last point, [p]. */
    public Array last() {
        return points.rows(steps(), steps() + 1).reshape(points.shape().extent(1));
    }

    /** Whether all steps were made. */
    public boolean complete() {
        return message.isEmpty();
    }
}
