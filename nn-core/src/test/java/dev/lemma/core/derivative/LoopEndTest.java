package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops that end when a condition holds. */
class LoopEndTest {

    private static final List<Executor> EXECUTORS = List.of(new ReferenceExecutor(), Fused.executor());

    /** Doubles x until it is at least 100; puts out what it had, and counts over the rows of an element. */
    private static Loop doubling(Tensor x, Tensor rows, int bound, boolean mustEnd) {
        Loop.Condition large = carry -> carry.get(0).atLeast(100);
        Loop.Body body = (carry, row) -> new Loop.Step(
                List.of(carry.get(0).times(2)), List.of(carry.get(0).plus(row.get(0))));
        return mustEnd
                ? Loop.until(bound, List.of(x), List.of(rows), large, body)
                : Loop.upTo(bound, List.of(x), List.of(rows), large, body);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void takesTheStepsItNeedsAndLeavesZerosBehind(DType type) {
        Tensor x = Tensor.input("x", type);
        Loop loop = doubling(x, Tensor.range(type, 6), 6, false);
        for (Executor executor : EXECUTORS) {
            var execution = executor.open(Routine.of(
                    List.of(x), List.of(loop.carry().get(0), loop.outputs().get(0), loop.steps())));
            List<Array> long6 = execution.run(List.of(Array.scalar(1).as(type)));
            assertThat(long6.get(0).item()).isEqualTo(64);
            assertThat(long6.get(1).toDoubles()).containsExactly(1, 3, 6, 11, 20, 37);
            assertThat(long6.get(2).item()).isEqualTo(6);
            List<Array> short2 = execution.run(List.of(Array.scalar(30).as(type)));
            assertThat(short2.get(0).item()).isEqualTo(120);
            assertThat(short2.get(1).toDoubles()).containsExactly(30, 61, 0, 0, 0, 0);
            assertThat(short2.get(2).item()).isEqualTo(2);
            List<Array> none = execution.run(List.of(Array.scalar(100).as(type)));
            assertThat(none.get(0).item()).isEqualTo(100);
            assertThat(none.get(1).toDoubles()).containsOnly(0);
            assertThat(none.get(2).item()).isZero();
        }
    }

    @Test
    void derivativesOfAnyOrderGoThroughIt() {
        for (double at : new double[] {1.3, 7, 60, 130}) {
            DerivativeChecks.check(
                    "until, from " + at,
                    x -> {
                        Loop loop = Loop.until(
                                12,
                                List.of(x.get(0), x.get(1)),
                                List.of(x.get(2)),
                                carry -> carry.get(0).max().atLeast(100),
                                (carry, row) -> new Loop.Step(
                                        List.of(
                                                carry.get(0)
                                                        .times(2)
                                                        .plus(carry.get(1).sin()),
                                                carry.get(1).times(x.get(1)).plus(row.get(0))),
                                        List.of(carry.get(1).times(carry.get(0)).log1p())));
                        return Tensor.concat(
                                0,
                                loop.carry().get(0).times(0.01),
                                loop.carry().get(1),
                                loop.outputs().get(0).reshape(-1));
                    },
                    Array.vector(at, 1.1),
                    Array.vector(0.7, 0.9),
                    DerivativeChecks.positive(5, 12, 2));
        }
    }

    @Test
    void aBoundReachedIsAnErrorUnlessItIsAllowed() {
        Tensor x = Tensor.input("x", DType.FLOAT64);
        Tensor strict =
                doubling(x, Tensor.range(DType.FLOAT64, 4), 4, true).carry().get(0);
        Tensor lenient =
                doubling(x, Tensor.range(DType.FLOAT64, 4), 4, false).carry().get(0);
        for (Executor executor : EXECUTORS) {
            assertThatThrownBy(() -> executor.open(Routine.of(List.of(x), List.of(strict)))
                            .run(List.of(Array.scalar(1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("4 steps");
            assertThat(executor.open(Routine.of(List.of(x), List.of(lenient)))
                            .run(List.of(Array.scalar(1)))
                            .get(0)
                            .item())
                    .isEqualTo(16);
            assertThat(executor.open(Routine.of(List.of(x), List.of(strict)))
                            .run(List.of(Array.scalar(7)))
                            .get(0)
                            .item())
                    .isEqualTo(112);
        }
    }

    @Test
    void aConditionOfSeveralNumbersIsRefused() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        assertThatThrownBy(() -> Loop.until(
                        3,
                        List.of(x),
                        List.of(),
                        carry -> carry.get(0),
                        (carry, none) -> new Loop.Step(carry, List.of())))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("one number");
    }

    private record Counting(AtomicInteger calls) implements CustomOp, Elementwise {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor partial(int i, Tensor y) {
            return y.filled(1);
        }

        @Override
        public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
            calls.incrementAndGet();
            System.arraycopy(operands.get(0), 0, result, 0, result.length);
        }
    }

    @Test
    void theFastExecutorReallyStops() {
        AtomicInteger calls = new AtomicInteger();
        Tensor x = Tensor.input("x", DType.FLOAT64);
        Loop loop = Loop.until(
                1000,
                List.of(x),
                List.of(),
                carry -> carry.get(0).atLeast(5),
                (carry, none) -> new Loop.Step(
                        List.of(Tensor.apply(new Counting(calls), carry.get(0)).plus(1)), List.of()));
        Fused.executor()
                .open(Routine.of(List.of(x), List.of(loop.carry().get(0))))
                .run(List.of(Array.scalar(0)));
        assertThat(calls.get()).isEqualTo(5);
    }
}
