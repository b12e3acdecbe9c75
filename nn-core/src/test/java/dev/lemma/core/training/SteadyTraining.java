package dev.lemma.core.training;

import dev.lemma.core.loss.Losses;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;

/**
 * Trains for so many steps and prints, after a quarter, the half and all, the bytes of the heap that survive a collection
 * and the bytes of the process.
 */
final class SteadyTraining {

    private SteadyTraining() {}

    /**
     * The bytes that the last collection left. What the heap holds now would be more by the threads' allocation buffers,
     * which are a megabyte or nothing as it happens.
     */
    private static long survivors() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    public static void main(String[] arguments) {
        TrainingListener measuring = (done, total, risk) -> {
            if (done == total / 4 || done == total / 2 || done == total) {
                System.gc();
                System.out.println(survivors() + " " + Pointer.physicalBytes());
            }
        };
        Trainer.of(Examples.mlp(5), Losses.SQUARE, Examples.momentum(0.001))
                .batchSize(16)
                .steps(Integer.parseInt(arguments[0]))
                .listener(measuring)
                .fit(Examples.linear(200, 5));
    }
}
