package dev.lemma.core.training;

import dev.lemma.core.loss.Losses;
import org.bytedeco.javacpp.Pointer;

/**
 * Trains for so many steps and prints, after a quarter, the half and all, the bytes of the heap that are in use and of the
 * process.
 */
final class SteadyTraining {

    private SteadyTraining() {}

    public static void main(String[] arguments) {
        Runtime runtime = Runtime.getRuntime();
        TrainingListener measuring = (done, total, risk) -> {
            if (done == total / 4 || done == total / 2 || done == total) {
                System.gc();
                System.out.println(runtime.totalMemory() - runtime.freeMemory() + " " + Pointer.physicalBytes());
            }
        };
        Trainer.of(Examples.mlp(5), Losses.SQUARE, Examples.momentum(0.001))
                .batchSize(16)
                .steps(Integer.parseInt(arguments[0]))
                .listener(measuring)
                .fit(Examples.linear(200, 5));
    }
}
