package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run gan}: generative adversarial networks. */
public final class GanExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 4000, "steps of each game")
            .between(100, 1_000_000)
            .quick(1500);

    @Override
    public String name() {
        return "gan";
    }

    @Override
    public String summary() {
        return "Two players learn a law in the plane: the non-saturating game and that of Wasserstein, both with a penalty";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new GanRun(context).outcome();
    }

    /** {@code lemma run gan ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("gan", arguments);
    }
}
