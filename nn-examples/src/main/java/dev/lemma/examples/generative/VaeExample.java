package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run vae}: variational autoencoders. */
public final class VaeExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 6000, "training steps of the autoencoder of digits")
            .between(100, 1_000_000)
            .quick(1200);

    @Override
    public String name() {
        return "vae";
    }

    @Override
    public String summary() {
        return "An autoencoder of digits, and a linear one whose optimum is known: bounds in their order, reconstructions, codes";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new VaeRun(context).outcome();
    }

    /** {@code lemma run vae ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("vae", arguments);
    }
}
