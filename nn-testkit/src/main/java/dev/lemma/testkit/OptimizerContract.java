package dev.lemma.testkit;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.UpdateScaling;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * What every optimiser does: goes downhill, repeats itself bit for bit, and keeps everything that it remembers in
 * slots. Most runs are on three numbers in two parameters, a matrix of two rows and a vector, so that rules that differ from layer to
 * layer are seen.
 */
public interface OptimizerContract {

    /** A new one at each call, with a rate that suits steps of order 1 over {@link #steps} steps. */
    Optimizer subject();

    /** Steps in which the value of a quadratic halves. */
    default int steps() {
        return 300;
    }

    /** The first step from 0 as a function of the gradient, where there is a closed form for each coordinate. */
    default Optional<DoubleUnaryOperator> firstStep() {
        return Optional.empty();
    }

    /** Whether the first step has a negative product with the gradient; false for samplers. */
    default boolean goesDownhill() {
        return true;
    }

    /** Whether parameters move where the gradient is 0, as with weight decay. */
    default boolean movesWithoutGradient() {
        return false;
    }

    @Test
    default void theFirstStepGoesDownhill() {
        if (goesDownhill()) {
            double[] start = {1, -2, 0.5};
            double[] after = run(subject(), quadratic(10), start).steps(1).theta();
            double product = 0;
            for (int i = 0; i < 3; i++) {
                product += start[i] * curvature(i, 10) * (after[i] - start[i]);
            }
            Assertions.assertThat(product).isNegative();
        }
    }

    @Test
    default void theFirstStepIsItsFormula() {
        firstStep().ifPresent(formula -> {
            for (double gradient : new double[] {1, -0.5, 1e-3, 20}) {
                double step = OptimizerRun.of(subject(), x -> x.times(gradient).sum(), 0)
                        .steps(1)
                        .theta()[0];
                Assertions.assertThat(step)
                        .isCloseTo(
                                formula.applyAsDouble(gradient),
                                Assertions.within(1e-9 * Math.abs(formula.applyAsDouble(gradient))));
            }
        });
    }

    /**
     * By a constant gradient and one ten times as large. For steps in proportion, small ones, which no clipping touches, at 0, where
     * no decay pulls; for the others large ones, beside which no ε counts, away from 0, after the first steps, which some rules make
     * differently. Of a matrix, because some treat vectors otherwise. A sampler's noise hides it.
     */
    @Test
    default void stepsFollowTheGradientAsSaid() {
        if (!goesDownhill() || subject().scaling() == UpdateScaling.UNDECLARED) {
            return;
        }
        double ratio;
        double expected;
        if (subject().scaling() == UpdateScaling.LINEAR) {
            ratio = lastStep(1e-3, 0, 1) / lastStep(1e-4, 0, 1);
            expected = 10;
        } else {
            ratio = lastStep(1000, 1, 20) / lastStep(100, 1, 20);
            expected = 1;
        }
        Assertions.assertThat(ratio)
                .as("step for a gradient ten times as large, over the step; scaling() says "
                        + subject().scaling())
                .isCloseTo(expected, Assertions.within(0.05 * expected));
    }

    private double lastStep(double gradient, double start, int steps) {
        OptimizerRun run = OptimizerRun.of(
                        subject(), x -> x.times(gradient).sum(), Array.vector(start), List.of(Shape.of(1, 1)))
                .steps(steps - 1);
        double before = run.theta()[0];
        return run.steps(1).theta()[0] - before;
    }

    @Test
    default void descendsQuadratics() {
        if (goesDownhill()) {
            for (double condition : new double[] {1, 10, 100}) {
                double[] start = {1, 1, 1};
                double[] end = run(subject(), quadratic(condition), start)
                        .steps(steps())
                        .theta();
                Assertions.assertThat(value(end, condition))
                        .as("condition %s", condition)
                        .isLessThan(value(start, condition) / 2);
            }
        }
    }

    @Test
    default void standsStillWithoutAGradient() {
        if (!movesWithoutGradient()) {
            Assertions.assertThat(run(subject(), x -> x.times(0).sum(), 1, -2, 3)
                            .steps(3)
                            .theta())
                    .containsExactly(1, -2, 3);
        }
    }

    @Test
    default void repeatsItselfBitForBit() {
        OptimizerRun first = run(subject(), quadratic(10), 1, 1, 1).steps(20);
        assertSame(run(subject(), quadratic(10), 1, 1, 1).steps(20).state(), first.state());
    }

    /** State outside the slots would be lost in a checkpoint. */
    @Test
    default void resumesBitForBit() {
        Optimizer optimizer = subject();
        OptimizerRun half = run(optimizer, quadratic(10), 1, 1, 1).steps(10);
        OptimizerRun resumed =
                run(subject(), quadratic(10), 0, 0, 0).restore(half.state()).steps(10);
        assertSame(resumed.state(), half.steps(10).state());
    }

    @Test
    default void storesOnlySlotsThatItAskedFor() {
        Assertions.assertThat(run(subject(), quadratic(1), 1, 1, 1).unasked()).isEmpty();
    }

    private static OptimizerRun run(Optimizer optimizer, UnaryOperator<Tensor> objective, double... start) {
        return OptimizerRun.of(optimizer, objective, Array.vector(start), List.of(Shape.of(2, 1), Shape.of(1)));
    }

    private static double curvature(int i, double condition) {
        return Math.pow(condition, -i / 2.0);
    }

    /** {@code ½ Σ hᵢxᵢ²}, h from 1 down to 1/condition. */
    private static UnaryOperator<Tensor> quadratic(double condition) {
        return x -> x.square()
                .times(Tensor.literal(
                        Array.vector(curvature(0, condition), curvature(1, condition), curvature(2, condition))))
                .sum()
                .times(0.5);
    }

    private static double value(double[] x, double condition) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += curvature(i, condition) * x[i] * x[i] / 2;
        }
        return sum;
    }

    private static void assertSame(Map<String, Array> actual, Map<String, Array> expected) {
        Assertions.assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, value) -> NDArrayAssert.assertThat(value)
                .as(name)
                .hasSameBitsAs(Objects.requireNonNull(expected.get(name), name)));
    }
}
