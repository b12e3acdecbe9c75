package dev.lemma.examples.scattering;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run stability}: what translations, rotations and deformations do to descriptions of a picture. */
public final class StabilityExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 1500, "steps of each training")
            .between(10, 1_000_000)
            .quick(150);
    static final Option<Integer> DIGITS = Option.integer("digits", 1797, "digits to train and test on")
            .between(100, 1797)
            .quick(400);
    static final Option<Integer> SAMPLES = Option.integer("samples", 100, "digits that are moved and bent")
            .between(10, 300)
            .quick(30);

    @Override
    public String name() {
        return "stability";
    }

    @Override
    public String summary() {
        return "Pixels, Fourier modulus, scattering and learned networks under translation, rotation and deformation";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS, DIGITS, SAMPLES);
    }

    @Override
    public Outcome run(RunContext context) {
        return new StabilityRun(context).outcome();
    }

    /** {@code lemma run stability ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("stability", arguments);
    }
}
