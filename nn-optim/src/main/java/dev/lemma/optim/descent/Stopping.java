package dev.lemma.optim.descent;

import dev.lemma.api.check.Check;

/**
 * When to end.
 *
 * @param iterations at most so many, ≥ 1
 * @param gradient ends when {@code ‖∇f(x)‖₂} is at most this, ≥ 0
 * @param decrease ends when {@code f} before minus {@code f} after a step is within [0, decrease·max(1, |f|)]; 0 never ends
 */
public record Stopping(int iterations, double gradient, double decrease) {

    public Stopping {
        Check.atLeastOne("iterations", iterations);
        Check.notNegative("gradient", gradient);
        Check.notNegative("decrease", decrease);
    }

    /** At most so many iterations, or a gradient of at most this norm. */
    public Stopping(int iterations, double gradient) {
        this(iterations, gradient, 0);
    }

    /** Whether a step from one value to another ends the method. */
    public boolean isTooSmall(double before, double after) {
        double done = before - after;
        return decrease > 0 && done >= 0 && done <= decrease * Math.max(1, Math.abs(after));
    }
}
