package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run flow}: normalising flows. */
public final class FlowExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 3000, "training steps of the coupling flow")
            .between(100, 1_000_000)
            .quick(700);

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public String summary() {
        return "Coupling and continuous flows learn a density in the plane, beside the exact one";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new FlowRun(context).outcome();
    }

    /** {@code lemma run flow ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("flow", arguments);
    }
}
