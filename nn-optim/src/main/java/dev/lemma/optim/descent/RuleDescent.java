package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.training.Stepper;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Any rule of training as a method for a function: {@code x ← x + Δ(∇f(x))}, the rule's slots being carried from step to step.
 *
 * <pre>{@code
 * Minimum found = new RuleDescent(new Adam(0.01), new Stopping(5000, 1e-8)).minimize(rosenbrock, start);
 * }</pre>
 *
 * <p>No search: values may rise. Computed in float64; cost per step: a value and a gradient, and a pass over the slots.
 *
 * @param rule of the step
 * @param stopping when to end
 */
public record RuleDescent(Optimizer rule, Stopping stopping) implements Minimizer {

    public RuleDescent {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(stopping, "stopping");
    }

    @Override
    public Minimum minimize(Objective objective, Array start, IterateListener listener) {
        int p = objective.dimension();
        if (start.shape().size() != p) {
            throw new IllegalArgumentException("rule descent: the start has "
                    + start.shape().size() + " numbers, expected " + p + ", the dimension of the objective");
        }
        Tensor theta = Tensor.input("x", DType.FLOAT64, p);
        Tensor gradientLeaf = Tensor.input("gradient", DType.FLOAT64, p);
        Stepper stepper = Stepper.of(rule, theta);
        Map<Tensor, Array> memory = stepper.memory(start);
        double[] gradient = new double[p];
        memory.put(gradientLeaf, Array.vector(gradient));
        double[] x = (double[]) Objects.requireNonNull(memory.get(theta)).storage();
        double[] given =
                (double[]) Objects.requireNonNull(memory.get(gradientLeaf)).storage();
        Execution step = Fused.executor()
                .open(
                        new Routine(List.of(gradientLeaf), List.of(), stepper.states(), stepper.updates(gradientLeaf)),
                        memory);
        List<Iterate> iterates = new ArrayList<>();
        double[] good = x.clone();
        for (int k = 0; ; k++) {
            double value = objective.evaluate(x, gradient);
            double norm = Vectors.norm(gradient);
            if (k > 0 && !(Double.isFinite(value) && Vectors.isFinite(gradient) && Vectors.isFinite(x))) {
                return ended(
                        good,
                        iterates,
                        k + 1,
                        StopReason.NOT_FINITE,
                        "step " + k + " leads to a value of " + value + " and a gradient of norm " + norm
                                + ": a smaller rate?");
            }
            Iterate iterate = new Iterate(k, value, norm, k == 0 ? 0 : 1, k + 1);
            iterates.add(iterate);
            if (listener != IterateListener.NONE) {
                listener.iterate(iterate, Array.vector(x.clone()));
            }
            System.arraycopy(x, 0, good, 0, p);
            if (!Double.isFinite(value) || !Vectors.isFinite(gradient)) {
                return ended(
                        good,
                        iterates,
                        k + 1,
                        StopReason.NOT_FINITE,
                        "the start has a value of " + value + " and a gradient of norm " + norm
                                + ": begin where the function is finite");
            }
            if (norm <= stopping.gradient()) {
                return ended(
                        good,
                        iterates,
                        k + 1,
                        StopReason.GRADIENT,
                        "the gradient has a norm of " + norm + ", at most " + stopping.gradient());
            }
            if (k > 0 && stopping.isTooSmall(iterates.get(k - 1).value(), value)) {
                return ended(
                        good,
                        iterates,
                        k + 1,
                        StopReason.DECREASE,
                        "step " + k + " lowers the value by "
                                + (iterates.get(k - 1).value() - value));
            }
            if (k == stopping.iterations()) {
                return ended(
                        good,
                        iterates,
                        k + 1,
                        StopReason.ITERATIONS,
                        stopping.iterations() + " iterations are done, the gradient has a norm of " + norm);
            }
            System.arraycopy(gradient, 0, given, 0, p);
            step.run();
        }
    }

    private static Minimum ended(
            double[] x, List<Iterate> iterates, int evaluations, StopReason reason, String message) {
        return new Minimum(Array.vector(x.clone()), reason, "rule descent: " + message, iterates, evaluations);
    }
}
