package dev.lemma.examples.dynamics;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run reversible}: depth as a flow that is stable, or can be undone. */
public final class ReversibleExample implements Example {

    static final Option<Integer> DEPTH = Option.integer("depth", 1000, "blocks of the momentum network that is undone")
            .between(10, 100_000)
            .quick(1000);

    @Override
    public String name() {
        return "reversible";
    }

    @Override
    public String summary() {
        return "Depth as a flow: its limit, the certified step, energies that stay, and a momentum network undone bit for bit";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DEPTH);
    }

    @Override
    public Outcome run(RunContext context) {
        return new ReversibleRun(context).outcome();
    }

    /** {@code lemma run reversible ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("reversible", arguments);
    }
}
