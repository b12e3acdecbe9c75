package dev.lemma.examples.program;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.training.Stepper;
import dev.lemma.optim.Adam;
import java.util.Map;

/** An optimiser in a loop of your own: its slots are states of one compiled program. */
public final class OwnLoop {

    private OwnLoop() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, 2);
        Tensor risk = theta.minus(Tensor.literal(Array.vector(3, -1))).square().sum();

        Stepper step = Stepper.of(new Adam(1e-1), theta);
        Routine routine = step.minimise(risk);                             // gradient, slots, update
        Map<Tensor, Array> memory = step.memory(Array.vector(0, 0));
        Execution execution = Fused.executor().open(routine, memory);
        for (int i = 0; i < 1000; i++) {
            execution.run();
        }
        Array found = memory.getOrDefault(theta, Array.vector());
        System.out.printf("%.3f %.3f%n", found.get(0), found.get(1));
    }
    // spotless:on
}
