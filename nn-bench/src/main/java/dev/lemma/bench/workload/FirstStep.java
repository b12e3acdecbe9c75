package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.training.TrainingStep;

/** A program that takes one step of W02's training on 32 samples, prints the loss and ends. */
public final class FirstStep {

    private FirstStep() {}

    /** No arguments. */
    public static void main(String[] args) {
        Key key = Key.of(1);
        Problem problem = new TinyRegression().problem(32);
        TrainingStep step = problem.step();
        Execution execution = Training.open(problem, step, Fused.executor(), key.of("theta"));
        execution.put(0, Data.below(key.of("batch"), 32, problem.batch()));
        execution.put(1, TrainingStep.key(DType.FLOAT32, key.of("step")));
        execution.run();
        System.out.println(execution.item(0));
    }
}
