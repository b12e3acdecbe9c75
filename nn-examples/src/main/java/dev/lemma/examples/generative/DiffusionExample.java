package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run diffusion}: diffusion models of points and of digits. */
public final class DiffusionExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 6000, "training steps of the model of digits")
            .between(100, 1_000_000)
            .quick(3000);

    @Override
    public String name() {
        return "diffusion";
    }

    @Override
    public String summary() {
        return "A diffusion model in the plane and one of digits: samples, likelihoods, what a classifier says of them";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new DiffusionRun(context).outcome();
    }

    /** {@code lemma run diffusion ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("diffusion", arguments);
    }
}
