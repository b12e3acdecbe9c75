package dev.lemma.examples.kernels;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.nio.file.Path;
import java.util.List;

/** {@code lemma run bigkernel}: kernel regression on more points than a Gram matrix has room for. */
public final class BigKernelExample implements Example {

    static final Option<Integer> POINTS = Option.integer("points", 100_000, "points, generated")
            .between(4000, 10_000_000)
            .quick(6000);
    static final Option<Integer> CENTRES = Option.integer("centres", 1000, "centres of the largest problem")
            .between(50, 20_000)
            .quick(200);
    static final Option<Integer> DIMENSION =
            Option.integer("dimension", 5, "coordinates").between(1, 1000);
    static final Option<Path> CHECKPOINT = Option.path(
            "checkpoint", "FILE", "the state of the largest problem, from which a run that was killed goes on");

    @Override
    public String name() {
        return "bigkernel";
    }

    @Override
    public String summary() {
        return "FALKON: kernel regression with centres and preconditioned conjugate gradients, time and error against n";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(POINTS, CENTRES, DIMENSION, CHECKPOINT);
    }

    @Override
    public Outcome run(RunContext context) {
        return new BigKernelRun(context).outcome();
    }

    /** {@code lemma run bigkernel ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("bigkernel", arguments);
    }
}
