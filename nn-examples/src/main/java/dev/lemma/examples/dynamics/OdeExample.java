package dev.lemma.examples.dynamics;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run ode}: solvers of differential equations, alone and through networks. */
public final class OdeExample implements Example {

    static final Option<Integer> EPOCHS = Option.integer(
                    "epochs", 600, "passes over the pairs of states that the field is learned from")
            .between(1, 100_000)
            .quick(300);

    @Override
    public String name() {
        return "ode";
    }

    @Override
    public String summary() {
        return "Solvers and their orders, events, a field learned from a spiral, and where the adjoint equation fails";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(EPOCHS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new OdeRun(context).outcome();
    }

    /** {@code lemma run ode ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("ode", arguments);
    }
}
