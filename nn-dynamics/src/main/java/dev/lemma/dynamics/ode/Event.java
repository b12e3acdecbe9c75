package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * Something that happens when {@code g(t, y)} passes through 0.
 *
 * <p>It is found by the sign of g after each step, and located by steps of trial lengths from the same start (a bracketing search to the last digits of t):
 * the state at the event is as accurate as the steps are, not as an interpolation. Two passages within one step go unnoticed: bound the steps ({@link
 * Ode#largestStep}).
 *
 * @param function g
 * @param direction which passages count
 * @param terminal whether the first one ends the integration
 */
public record Event(Function function, Direction direction, boolean terminal) {

    /** {@code g(t, y)}, a scalar expression. */
    @FunctionalInterface
    public interface Function {
        /** The value that passes through 0. */
        Tensor at(Tensor t, Tensor y);
    }

    /** Which passages through 0 count. */
    public enum Direction {
        /** From below. */
        RISING,
        /** From above. */
        FALLING,
        /** Both. */
        ANY
    }

    /**
     * A passage.
     *
     * @param event which of the events, counted from 0
     * @param time when
     */
    public record Passage(int event, double time) {}

    public Event {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(direction, "direction");
    }

    /** An event in both directions that ends the integration. */
    public static Event end(Function function) {
        return new Event(function, Direction.ANY, true);
    }

    /** An event in both directions that is noted. */
    public static Event note(Function function) {
        return new Event(function, Direction.ANY, false);
    }

    boolean passes(double before, double after) {
        boolean rises = before < 0 && after >= 0;
        boolean falls = before > 0 && after <= 0;
        return switch (direction) {
            case RISING -> rises;
            case FALLING -> falls;
            case ANY -> rises || falls;
        };
    }
}
