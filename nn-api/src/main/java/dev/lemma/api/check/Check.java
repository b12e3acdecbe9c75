package dev.lemma.api.check;

import org.jspecify.annotations.Nullable;

/** Checks of options, for the compact constructors of records: what, got, expected. */
public final class Check {

    private Check() {}

    /** Not null: what a caller has forgotten is named where it was forgotten. */
    public static <T> T given(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + ": expected a value, got null");
        }
        return value;
    }

    /** {@code 0 < value < ∞}. */
    public static double positive(String name, double value) {
        return require(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "a finite number above 0");
    }

    /** {@code 0 ≤ value < ∞}. */
    public static double notNegative(String name, double value) {
        return require(value >= 0 && value < Double.POSITIVE_INFINITY, name, value, "a finite number of at least 0");
    }

    /** A finite number. */
    public static double finite(String name, double value) {
        return require(Double.isFinite(value), name, value, "a finite number");
    }

    /** {@code 0 ≤ value ≤ 1}. */
    public static double inUnitInterval(String name, double value) {
        return require(value >= 0 && value <= 1, name, value, "a number in [0, 1]");
    }

    /** {@code 0 ≤ value < 1}. */
    public static double inHalfOpenUnit(String name, double value) {
        return require(value >= 0 && value < 1, name, value, "a number in [0, 1)");
    }

    /** {@code value ≥ 1}. */
    public static int atLeastOne(String name, int value) {
        return atLeast(name, value, 1);
    }

    /** {@code value ≥ least}. */
    public static int atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": expected a whole number of at least " + least + ", got " + value);
        }
        return value;
    }

    private static double require(boolean holds, String name, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", got " + value);
        }
        return value;
    }
}
