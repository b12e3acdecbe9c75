package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.FRAME;
import static dev.lemma.scattering.ScatteringPoints.POOLING;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run frames}: networks of frames with their certificates, and attempts to refute them. */
public final class FramesExample implements Example {

    static final Option<Integer> DEPTH = Option.integer("depth", 6, "layers of the networks whose energy is followed")
            .between(2, 8)
            .quick(4);
    static final Option<Integer> ROUNDS = Option.integer(
                    "rounds", 80, "places that each search for the steepest pair looks at")
            .between(1, 100_000)
            .quick(15);
    static final Option<Integer> STEPS = Option.integer(
                    "steps", 1000, "steps of the training of a network that is certified")
            .between(10, 1_000_000)
            .quick(150);

    @Override
    public String name() {
        return "frames";
    }

    @Override
    public String summary() {
        return "Networks of frames: bounds, certificates, energy against depth, and searches for the pair that refutes them";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DEPTH, ROUNDS, STEPS);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(FRAME, POOLING);
    }

    @Override
    public Outcome run(RunContext context) {
        return new FramesRun(context).outcome();
    }

    /** {@code lemma run frames ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("frames", arguments);
    }
}
