package dev.lemma.optim.flow;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.optim.objective.Objective;
import java.util.Arrays;
import java.util.Objects;

/**
 * The gradient flow {@code θ′(t) = −∇f(θ(t))}, {@code θ(0)} given, by fixed steps.
 *
 * <p>Along the exact flow {@code d/dt f(θ) = −‖∇f(θ)‖²}. For {@code f(θ) = ½θᵀAθ} it is {@code θ(t) = exp(−At)·θ(0)}.
 * The whole curve is kept: {@code (n + 1)·p} numbers. Cost of a step: as many gradients as the method has stages. A
 * curve that leaves where f is finite ends before that, and says so.
 *
 * @param method of a step
 * @param step h &gt; 0, in the unit of t
 * @param steps n ≥ 1
 */
public record GradientFlow(FixedStepMethod method, double step, int steps) {

    public GradientFlow {
        Objects.requireNonNull(method, "method");
        Check.positive("step", step);
        Check.atLeastOne("steps", steps);
    }

    /**
     * The curve from a start.
     *
     * @param start [p]
     */
    public Trajectory from(Objective objective, Array start) {
        int p = objective.dimension();
        if (start.shape().size() != p) {
            throw new IllegalArgumentException("gradient flow: the start has "
                    + start.shape().size() + " numbers, expected " + p + ", the dimension of the objective");
        }
        Shape all = Shape.of(steps + 1, p); // refuses what does not fit an array, before anything runs
        double[] points = new double[all.size()];
        double[] times = new double[steps + 1];
        double[] values = new double[steps + 1];
        double[] norms = new double[steps + 1];
        double[] x = start.toDoubles();
        for (int k = 0; k <= steps; k++) {
            double[] velocity = new double[p];
            double value = objective.evaluate(x, velocity);
            double squares = 0;
            for (int i = 0; i < p; i++) {
                squares += velocity[i] * velocity[i];
                velocity[i] = -velocity[i];
            }
            if (k > 0 && !(Double.isFinite(value) && Double.isFinite(squares))) {
                return cut(
                        times,
                        points,
                        values,
                        norms,
                        k,
                        "gradient flow: step " + k + " of " + steps + " leads to a value of " + value
                                + ": take smaller steps than " + step);
            }
            System.arraycopy(x, 0, points, k * p, p);
            times[k] = k * step;
            values[k] = value;
            norms[k] = Math.sqrt(squares);
            if (k == 0 && !(Double.isFinite(value) && Double.isFinite(squares))) {
                return cut(times, points, values, norms, 1, "gradient flow: the start has a value of " + value);
            }
            if (k < steps) {
                x = method.step(x, step, velocity, (at, into) -> {
                    objective.evaluate(at, into);
                    for (int i = 0; i < p; i++) {
                        into[i] = -into[i];
                    }
                });
            }
        }
        return cut(times, points, values, norms, steps + 1, "");
    }

    private static Trajectory cut(
            double[] times, double[] points, double[] values, double[] norms, int count, String message) {
        int p = points.length / times.length;
        return new Trajectory(
                Array.vector(Arrays.copyOf(times, count)),
                Array.of(Shape.of(count, p), Arrays.copyOf(points, count * p)),
                Array.vector(Arrays.copyOf(values, count)),
                Array.vector(Arrays.copyOf(norms, count)),
                message);
    }
}
