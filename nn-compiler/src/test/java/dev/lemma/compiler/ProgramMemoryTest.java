package dev.lemma.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A program that is called with every size keeps what is used, and no more. */
class ProgramMemoryTest {

    private static List<Tensor> squares(List<Tensor> in) {
        return List.of(in.get(0).square().sum(1));
    }

    private static void check(Program program, int n) {
        Array result = program.call(Array.full(DType.FLOAT64, Shape.of(n, 3), 2));
        assertThat(result.shape()).isEqualTo(Shape.of(n));
        assertThat(result.get(n - 1)).isEqualTo(12);
    }

    @Test
    void whatHasNotBeenUsedForLongGoes() {
        long one = Program.of(Fused.executor(), ProgramMemoryTest::squares)
                .bytes(List.of(new TensorType(DType.FLOAT64, Shape.of(50, 3))));
        Program program = Program.of(Fused.executor(), ProgramMemoryTest::squares, 5 * one);
        for (int n = 1; n <= 60; n++) {
            check(program, n);
            assertThat(program.idleBytes()).isPositive().isLessThanOrEqualTo(6 * one + one / 2);
        }
    }

    /** The memory of one type alone may exceed the bound: it is in use. */
    @Test
    void whatIsUsedStays() {
        AtomicInteger opened = new AtomicInteger();
        Executor plain = new ReferenceExecutor();
        Executor counting = new Executor() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public Execution open(Routine routine, Map<Tensor, Array> memory) {
                opened.incrementAndGet();
                return plain.open(routine, memory);
            }
        };
        Program program = Program.of(counting, ProgramMemoryTest::squares, 1);
        for (int i = 0; i < 20; i++) {
            check(program, 7);
        }
        assertThat(opened).hasValue(1);
        check(program, 8);
        check(program, 7);
        assertThat(opened).hasValue(3);
    }

    @Test
    void manyThreadsWithEverySize() throws InterruptedException, ExecutionException {
        Program program = Program.of(Fused.executor(), ProgramMemoryTest::squares, 1 << 16);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Key key = Key.of(t);
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        check(program, 1 + Randomness.below(key, i, 40));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        long largest = Program.of(Fused.executor(), ProgramMemoryTest::squares)
                .bytes(List.of(new TensorType(DType.FLOAT64, Shape.of(40, 3))));
        assertThat(program.idleBytes()).isLessThanOrEqualTo((1 << 16) + 8 * largest);
    }
}
