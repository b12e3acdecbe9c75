package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.WAVELET;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run scattering}: features that nothing has learned, for digits, photographs and speech. */
public final class ScatteringExample implements Example {

    static final Option<Integer> STEPS = Option.integer("steps", 2000, "steps of each classifier's training")
            .between(10, 1_000_000)
            .quick(300);
    static final Option<Integer> ANGLES = Option.integer("angles", 8, "directions of the wavelets in the plane")
            .between(1, 32);
    static final Option<Integer> ITERATIONS = Option.integer(
                    "iterations", 300, "steps of the descent that finds a picture from its coefficients")
            .between(1, 100_000)
            .quick(30);

    @Override
    public String name() {
        return "scattering";
    }

    @Override
    public String summary() {
        return "Wavelet scattering of digits, photographs and speech, against pixels and a CNN";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STEPS, ANGLES, ITERATIONS);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(WAVELET);
    }

    @Override
    public Outcome run(RunContext context) {
        return new ScatteringRun(context).outcome();
    }

    /** {@code lemma run scattering ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("scattering", arguments);
    }
}
