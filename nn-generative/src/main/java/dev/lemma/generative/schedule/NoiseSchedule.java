package dev.lemma.generative.schedule;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;

/**
 * How fast a variance-preserving process forgets its data: the integral of its rate.
 *
 * <pre>{@code
 * B(t) = ∫₀ᵗ β(s) ds,   ᾱ(t) = e^{−B(t)},   x_t = √ᾱ(t)·x₀ + √(1 − ᾱ(t))·ε
 * }</pre>
 *
 * <p>A schedule is data that checks itself: B(0) = 0 and B increases, or the constructor says where it does not. Expressions are written for a time of
 * any shape and either type.
 *
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, appendix C</a>
 */
public interface NoiseSchedule {

    /** B(t), element by element. */
    Tensor integral(Tensor t);

    /** The last time, above 0. */
    double horizon();

    /** β(t) = B′(t), element by element; the derivative of the integral unless a schedule knows better. */
    default Tensor rate(Tensor t) {
        return Derivatives.jvp(integral(t), t, t.filled(1));
    }

    /** Whether only the times 0, 1, …, {@link #horizon} are meant. */
    default boolean isDiscrete() {
        return false;
    }

    /**
     * Refuses a schedule that does not begin at 0 or does not increase, on 1025 equally spaced times.
     *
     * @param name for the message
     * @throws IllegalArgumentException with the first time at which it does not
     */
    static void requireIncreasing(String name, NoiseSchedule schedule) {
        double horizon = schedule.horizon();
        if (!(horizon > 0) || Double.isInfinite(horizon)) {
            throw new IllegalArgumentException(name + ": expected a finite horizon above 0, got " + horizon);
        }
        int n = 1024;
        double[] times = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            times[i] = horizon * i / n;
        }
        Tensor t = Tensor.input("t", DType.FLOAT64, n + 1);
        double[] integral = ReferenceExecutor.evaluate(List.of(schedule.integral(t)), Map.of(t, Array.vector(times)))
                .get(0)
                .toDoubles();
        if (!(Math.abs(integral[0]) <= 1e-12)) {
            throw new IllegalArgumentException(name + ": B(0) must be 0, got " + integral[0]);
        }
        for (int i = 1; i <= n; i++) {
            if (!(integral[i] > integral[i - 1])) {
                throw new IllegalArgumentException(name + ": B must increase, so that the signal decreases; got B("
                        + times[i - 1] + ") = " + integral[i - 1] + " and B(" + times[i] + ") = " + integral[i]);
            }
        }
    }
}
