package dev.lemma.testkit;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every schedule does: a finite number of at least 0 for every step from 0 on. */
public interface ScheduleContract {

    /** What is tested. */
    Schedule subject();

    /** The steps that are looked at: 0, …, steps − 1. */
    default int steps() {
        return 300;
    }

    @Test
    default void isAScalarOfTheStepsType() {
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor step = Tensor.input("step", type);
            Assertions.assertThat(subject().at(step).tensorType()).isEqualTo(step.tensorType());
        }
    }

    @Test
    default void isFiniteAndNotNegative() {
        Assertions.assertThat(Arrays.stream(values(DType.FLOAT64)).boxed().toList())
                .allMatch(value -> value >= 0 && value < Double.POSITIVE_INFINITY);
    }

    @Test
    default void isTheSameFunctionEachTime() {
        Assertions.assertThat(values(DType.FLOAT64)).isEqualTo(values(DType.FLOAT64));
    }

    @Test
    default void singlePrecisionAgrees() {
        Array exact = Array.vector(values(DType.FLOAT64));
        NDArrayAssert.assertThat(Array.vector(values(DType.FLOAT32))).isCloseTo(exact, new Tolerance(1e-5, 1e-4));
    }

    private double[] values(DType type) {
        Program at = Program.of(
                Fused.executor(), leaves -> List.of(subject().at(leaves.get(0)).sum()));
        return IntStream.range(0, steps())
                .mapToDouble(
                        step -> at.call(Array.full(type, Shape.scalar(), step)).item())
                .toArray();
    }
}
