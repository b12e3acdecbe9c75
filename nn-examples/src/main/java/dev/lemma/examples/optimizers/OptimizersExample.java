package dev.lemma.examples.optimizers;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run optimizers}: every optimiser that has a name, those of plugins too, on digits and in Rosenbrock's valley. */
public final class OptimizersExample implements Example {

    static final Option<Integer> EPOCHS = Option.integer("epochs", 15, "passes over the digits, for each rate tried")
            .between(1, 10_000)
            .quick(5);
    static final Option<Integer> STEPS = Option.integer("steps", 5000, "steps in the valley, for each rate tried")
            .between(100, 1_000_000)
            .quick(1000);
    static final Option<Integer> WIDTH = Option.integer("width", 64, "units in each of the MLP's two hidden layers")
            .between(1, 65_536)
            .quick(32);
    static final Option<Integer> RATES = Option.integer("rates", 2, "rates tried in each power of ten")
            .between(1, 10)
            .quick(1);
    static final Option<String> ONLY =
            Option.text("only", "NAMES", "optimisers with commas between them; all that have defaults without it");

    @Override
    public String name() {
        return "optimizers";
    }

    @Override
    public String summary() {
        return "Every optimiser on the digits and in Rosenbrock's valley, and three theorems on their speed";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(EPOCHS, STEPS, WIDTH, RATES, ONLY);
    }

    /** One that runs as it is beside those with names: for options other than the rate, and for wrappers. */
    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(OPTIMIZER);
    }

    @Override
    public Outcome run(RunContext context) {
        return new OptimizersRun(context).outcome();
    }

    /** {@code lemma run optimizers ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("optimizers", arguments);
    }
}
