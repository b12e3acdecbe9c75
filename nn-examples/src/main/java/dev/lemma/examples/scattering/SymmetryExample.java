package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.GROUP;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run symmetry}: networks that commute with quarter turns and reflections read turned digits. */
public final class SymmetryExample implements Example {

    static final Option<Integer> EPOCHS = Option.integer("epochs", 40, "passes over the training part")
            .between(1, 10_000)
            .quick(12);
    static final Option<Integer> FILTERS = Option.integer(
                    "filters", 12, "channels of fields on quarter turns; others get as many parameters")
            .between(2, 256)
            .quick(8);

    @Override
    public String name() {
        return "symmetry";
    }

    @Override
    public String summary() {
        return "Turned digits: a CNN against networks that commute with quarter turns and reflections";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(EPOCHS, FILTERS);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(GROUP);
    }

    @Override
    public Outcome run(RunContext context) {
        return new SymmetryRun(context).outcome();
    }

    /** {@code lemma run symmetry ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("symmetry", arguments);
    }
}
