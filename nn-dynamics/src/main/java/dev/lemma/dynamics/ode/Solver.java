package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;
import java.util.Optional;

/**
 * A method for {@code y′ = f(t, y)}: one step, written once as an expression. Write it as a record whose compact constructor checks its options;
 * Runge-Kutta methods need no more than their {@linkplain RungeKutta#tableau tableau}.
 *
 * <p>The expression is compiled with the field into one program, which makes an attempt of a step each time it runs, and is differentiated as it stands.
 */
public interface Solver {

    /** p: the error at a given time is O(hᵖ). */
    int order();

    /** The tolerance that steps are chosen by; empty for a method without an error estimate, which needs {@link Ode#steps}. */
    default Optional<Tolerance> tolerance() {
        return Optional.empty();
    }

    /** k: the error estimate of a step is O(hᵏ), from which step sizes follow. */
    default int estimateOrder() {
        return order();
    }

    /** Evaluations of the field in a step, that of a slope which the last step has left not counted. */
    int evaluations();

    /**
     * One step.
     *
     * @param field f
     * @param t the time, a scalar or one number per sample that broadcasts against y
     * @param y the state
     * @param h the length, of the shape of t; negative when time runs backwards, 0 where nothing is to happen
     * @param slope {@code f(t, y)}; costs nothing where it is not used
     */
    Step step(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope);

    /**
     * Refuses a field that the method is not for.
     *
     * @param field f
     * @throws IllegalArgumentException saying what the method needs
     */
    default void require(VectorField field) {}
}
