package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.nio.file.Path;
import java.util.List;

/** {@code lemma run diffusion}: diffusion models of points and of digits. */
public final class DiffusionExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 6000, "training steps of the model of digits")
            .between(100, 1_000_000)
            .quick(800);
    static final Option<Boolean> UNET =
            Option.flag("unet", "also train a U-Net with attention, on the digits enlarged to 28 × 28 or on --data");
    static final Option<Path> DATA =
            Option.path("data", "DIR", "folder with the four IDX files of MNIST or a set like it, for the U-Net");
    static final Option<Integer> UNET_STEPS = Option.integer("unet-steps", 1500, "training steps of the U-Net")
            .between(10, 1_000_000)
            .quick(300);

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
        return List.of(STEPS, UNET, DATA, UNET_STEPS);
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
