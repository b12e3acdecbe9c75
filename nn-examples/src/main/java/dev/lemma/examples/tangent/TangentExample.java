package dev.lemma.examples.tangent;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run tangent}: one network on the digits, its linearised model, its tangent kernel and its limit. */
public final class TangentExample implements Example {

    static final Option<List<Integer>> WIDTHS = Option.integers(
                    "widths", List.of(32, 128, 512), "hidden widths, at least two")
            .quick(List.of(16, 64, 256));
    static final Option<Integer> SAMPLES = Option.integer("samples", 256, "digits to train on")
            .between(20, 1400)
            .quick(100);
    static final Option<Integer> STEPS = Option.integer("steps", 200, "steps of gradient descent on all of them")
            .between(1, 100_000)
            .quick(60);

    @Override
    public String name() {
        return "tangent";
    }

    @Override
    public String summary() {
        return "One network on the digits beside its linearised model and its infinitely wide limit";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(WIDTHS, SAMPLES, STEPS);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ACTIVATION);
    }

    @Override
    public Outcome run(RunContext context) {
        return new TangentRun(context).outcome();
    }

    /** {@code lemma run tangent ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("tangent", arguments);
    }
}
