package dev.lemma.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.training.TrainingStep;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirstStepTest {

    @Test
    void printsTheLossOfTheStep() {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            FirstStep.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        Key key = Key.of(1);
        Problem problem = new TinyRegression().problem(32);
        TrainingStep step = problem.step();
        Execution reference = Training.open(problem, step, new ReferenceExecutor(), key.of("theta"));
        reference.put(0, Data.below(key.of("batch"), 32, 32));
        reference.put(1, TrainingStep.key(DType.FLOAT32, key.of("step")));
        reference.run();
        assertThat(Double.parseDouble(said.toString(StandardCharsets.UTF_8).strip()))
                .isCloseTo(reference.item(0), within(1e-5));
    }
}
