package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A compiled step allocates nothing. In the JVM without the Vector API: with it, vectors are objects that the just-in-time
 * compiler removes from the loops, but not from all that stands around them, nor at every run: nothing to a hundred kilobytes a
 * step have been seen.
 */
@Tag("executor")
class StepAllocationTest {

    /** Counted by the JVM for the thread that runs the steps, once its compiler has removed what never leaves a method. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 1", "true, 2"})
    void aStepAllocatesNothing(boolean convolutions, int threads) {
        assumeTrue(
                "false".equals(System.getProperty("lemma.vector")),
                "what vectors leave behind depends on what the JVM's compiler decides");
        Dataset data = convolutions ? Examples.pictures(40) : Examples.linear(40, 5);
        Network network = convolutions ? Examples.cnn() : Examples.mlp(5);
        Loss loss = convolutions ? Losses.CROSS_ENTROPY : Losses.SQUARE;
        Dataset typed = data.as(network.type());
        TrainingStep step = new TrainingStep(
                network,
                loss,
                Examples.momentum(0.01),
                typed.featureArray().shape(),
                typed.targetArray().shape(),
                16);
        Execution execution = new FusedExecutor(threads).open(step.routine());
        execution.load(step.places().get(TrainingStep.FEATURES), typed.featureArray());
        execution.load(step.places().get(TrainingStep.TARGETS), typed.targetArray());
        execution.load(step.places().get(TrainingStep.THETA), network.initialArray(Key.of(1)));
        execution.load(step.places().get(TrainingStep.STATE), network.initialState());
        ThreadMXBean threadsOfJvm = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double allocated = Double.POSITIVE_INFINITY;
        // On a busy machine the compiler comes late.
        long patience = System.nanoTime() + 60_000_000_000L;
        while (allocated >= 8 && System.nanoTime() < patience) {
            long before = threadsOfJvm.getCurrentThreadAllocatedBytes();
            double risk = 0;
            for (int i = 0; i < 500; i++) {
                execution.run();
                risk += execution.item(0);
            }
            allocated = (threadsOfJvm.getCurrentThreadAllocatedBytes() - before) / 500.0;
            assertThat(risk).isFinite();
        }
        assertThat(allocated).as("bytes per step").isLessThan(8);
    }
}
