package dev.lemma.api.kernel;

/** The set in which a hyper-parameter lies, and the coordinate {@code u ∈ ℝ} in which it is free: what a search for it moves in. */
public enum Constraint {

    /** Any finite number; {@code u = p}. */
    REAL,

    /** Above 0; {@code u = log p}. */
    POSITIVE,

    /** Between 0 and 1; {@code u = log p/(1 − p)}. */
    UNIT_INTERVAL;

    /** Whether the number is allowed; NaN and infinities never are. */
    public boolean allows(double value) {
        return switch (this) {
            case REAL -> Double.isFinite(value);
            case POSITIVE -> value > 0 && value < Double.POSITIVE_INFINITY;
            case UNIT_INTERVAL -> value > 0 && value < 1;
        };
    }

    /** u from p. */
    public double free(double value) {
        return switch (this) {
            case REAL -> value;
            case POSITIVE -> Math.log(value);
            case UNIT_INTERVAL -> Math.log(value) - Math.log1p(-value);
        };
    }

    /** p from u. */
    public double value(double free) {
        return switch (this) {
            case REAL -> free;
            case POSITIVE -> Math.exp(free);
            case UNIT_INTERVAL -> free >= 0 ? 1 / (1 + Math.exp(-free)) : Math.exp(free) / (1 + Math.exp(free));
        };
    }

    /** {@code dp/du} at p: the gradient in u is that in p times this. */
    public double slope(double value) {
        return switch (this) {
            case REAL -> 1;
            case POSITIVE -> value;
            case UNIT_INTERVAL -> value * (1 - value);
        };
    }

    /** For messages. */
    String expected() {
        return switch (this) {
            case REAL -> "a finite number";
            case POSITIVE -> "a finite number above 0";
            case UNIT_INTERVAL -> "a number in (0, 1)";
        };
    }
}
