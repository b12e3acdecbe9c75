package dev.lemma.examples.depth;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run signal}: how signals and gradients grow or shrink with depth and width. */
public final class SignalExample implements Example {

    static final Option<List<Integer>> DEPTHS = Option.integers(
                    "depths", List.of(5, 10, 20, 40, 60, 80, 100), "layers of the chains of single neurons")
            .where(values -> values.stream().allMatch(n -> n >= 2 && n <= 400), "from 2 to 400")
            .where(values -> values.stream().distinct().count() >= 2, "two at least")
            .quick(List.of(5, 10, 20, 40));
    static final Option<Integer> DRAWS = Option.integer("draws", 4000, "chains drawn for each depth")
            .between(10, 100_000)
            .quick(2000);
    static final Option<List<Integer>> WIDTHS = Option.integers(
                    "widths", List.of(64, 128, 256, 512, 1024), "units in a layer")
            .where(values -> values.stream().allMatch(n -> n >= 4 && n <= 4096), "from 4 to 4096")
            .where(values -> values.stream().distinct().count() >= 2, "two at least")
            .quick(List.of(32, 64, 128, 256));

    @Override
    public String name() {
        return "signal";
    }

    @Override
    public String summary() {
        return "Signals and gradients against depth and width, for initial laws, residual steps and parametrisations";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DEPTHS, DRAWS, WIDTHS);
    }

    /** Measured beside the others; nothing is claimed of them. */
    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ExtensionPoint.ACTIVATION, ExtensionPoint.INITIALIZER);
    }

    @Override
    public Outcome run(RunContext context) {
        return new SignalRun(context).outcome();
    }

    /** {@code lemma run signal ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("signal", arguments);
    }
}
