package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.core.compiler.FusedExecutor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.execution.Execution;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training needs at the end what it needed at the beginning. */
class SteadyTrainingTest {

    private static final long MEGABYTE = 1 << 20;

    /** A compiled step runs without allocating, counted by the JVM for the thread that runs it. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 1", "true, 2"})
    void aStepAllocatesNothing(boolean convolutions, int threads) {
        Dataset data = convolutions ? Examples.pictures(40) : Examples.linear(40, 5);
        Network network = convolutions ? Examples.cnn() : Examples.mlp(5);
        Loss loss = convolutions ? Losses.CROSS_ENTROPY : Losses.SQUARE;
        Dataset typed = data.as(network.type());
        TrainingStep step = new TrainingStep(
                network, loss, Examples.momentum(0.01), typed.featureArray().shape(), typed.targetArray().shape(), 16);
        Execution execution = new FusedExecutor(threads).open(step.routine());
        execution.load(step.places().get(TrainingStep.FEATURES), typed.featureArray());
        execution.load(step.places().get(TrainingStep.TARGETS), typed.targetArray());
        execution.load(step.places().get(TrainingStep.THETA), network.initialArray(Key.of(1)));
        execution.load(step.places().get(TrainingStep.STATE), network.initialState());
        ThreadMXBean threadsOfJvm = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double risk = 0;
        for (int i = 0; i < 300; i++) {
            execution.run();
            risk += execution.item(0);
        }
        long before = threadsOfJvm.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            execution.run();
            risk += execution.item(0);
        }
        long allocated = threadsOfJvm.getCurrentThreadAllocatedBytes() - before;
        assertThat(risk).isFinite();
        assertThat(allocated / 1000.0).as("bytes per step").isLessThan(8);
    }

    private static void staysFlat(int steps) {
        Runtime runtime = Runtime.getRuntime();
        Map<Long, long[]> used = new HashMap<>();
        TrainingListener measuring = (done, total, risk) -> {
            if (done == total / 2 || done == total) {
                System.gc();
                used.put(done, new long[] {runtime.totalMemory() - runtime.freeMemory(), Pointer.physicalBytes()});
            }
        };
        Trained trained = Trainer.of(Examples.mlp(5), Losses.SQUARE, Examples.momentum(0.001))
                .batchSize(16)
                .steps(steps)
                .listener(measuring)
                .fit(Examples.linear(200, 5));
        assertThat(trained.steps()).isEqualTo(steps);
        long[] middle = used.get((long) steps / 2);
        long[] end = used.get((long) steps);
        assertThat(end[0] - middle[0]).as("growth of the heap in bytes").isLessThan(2 * MEGABYTE);
        assertThat(end[1] - middle[1]).as("growth of the process in bytes").isLessThan(48 * MEGABYTE);
    }

    @Test
    void memoryIsFlatOverThousandsOfSteps() {
        staysFlat(6000);
    }

    @Test
    @Tag("slow")
    void memoryIsFlatOverAHundredThousandSteps() {
        staysFlat(100_000);
    }
}
