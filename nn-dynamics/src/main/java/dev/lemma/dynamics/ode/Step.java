package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One step of a solver, from {@code (t, y)} to {@code (t + h, y⁺)}, as expressions.
 *
 * @param next y⁺
 * @param slope {@code f(t + h, y⁺)}, where the step has computed it anyway: the next step begins with it
 * @param error the estimate of the error of y⁺, if the solver has one
 * @param dense the solution within the step
 */
public record Step(Tensor next, Optional<Tensor> slope, Optional<ErrorEstimate> error, DenseOutput dense) {

    /** The size of the estimated error of a step. */
    @FunctionalInterface
    public interface ErrorEstimate {
        /**
         * The size, from estimates measured by the given norm.
         *
         * @param norm maps an error in the shape of y to its size in units of the tolerance
         */
        Tensor size(UnaryOperator<Tensor> norm);
    }

    /** The solution within a step, written only when someone asks for it. */
    @FunctionalInterface
    public interface DenseOutput {
        /**
         * {@code y(t + s·h)}.
         *
         * @param s in [0, 1], of the shape of t
         */
        Tensor at(Tensor s);
    }

    /**
     * The cubic through y and y⁺ with the slopes there (Hermite): error O(h⁴), whatever the solver.
     *
     * <pre>{@code
     * (1−s)y + s·y⁺ + s(s−1)[(1−2s)(y⁺−y) + (s−1)h·y′ + s·h·y⁺′]
     * }</pre>
     */
    public static DenseOutput cubic(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope, Tensor next) {
        return s -> {
            Tensor change = next.minus(y);
            Tensor after = field.at(t.plus(h), next);
            Tensor bend = s.times(-2)
                    .plus(1)
                    .times(change)
                    .plus(s.minus(1).times(h).times(slope))
                    .plus(s.times(h).times(after));
            return y.plus(s.times(change)).plus(s.times(s.minus(1)).times(bend));
        };
    }
}
