package dev.lemma.examples.regression;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.INITIALIZER;
import static dev.lemma.api.plugin.ExtensionPoint.LOSS;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static dev.lemma.api.plugin.ExtensionPoint.SCHEDULE;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.training.Checkpoints;
import java.nio.file.Path;
import java.util.List;

/** {@code lemma run regression}: a linear model and a network predict a column of a table. */
public final class RegressionExample implements Example {

    static final Option<Path> DATA = Option.path(
            "data", "FILE.csv", "table with a line of column names, numbers only; the diabetes data without it");
    static final Option<String> TARGET = Option.text("target", "COLUMN", "the column of --data to be predicted");
    static final Option<Integer> STEPS = Option.integer(
                    "steps", 6000, "steps of the linear model, on all examples each")
            .between(1, 10_000_000);
    static final Option<Integer> EPOCHS = Option.integer("epochs", 60, "passes of the network over the training part")
            .between(1, 1_000_000);
    static final Option<Integer> WIDTH = Option.integer("width", 64, "units in each of the network's two hidden layers")
            .between(1, 65_536);
    static final Option<Double> RATE = Option.number(
                    "rate", 1e-3, "step size of Adam for the network, if no other optimizer is chosen")
            .between(1e-8, 10.0);

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public String summary() {
        return "A linear model and a network predict a column: diabetes, or a CSV file of yours";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DATA, TARGET, STEPS, EPOCHS, WIDTH, RATE, Checkpoints.FOLDER, Checkpoints.EVERY);
    }

    /** All of the network: the linear model is there to be compared with least squares. */
    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ACTIVATION, INITIALIZER, LOSS, OPTIMIZER, SCHEDULE);
    }

    @Override
    public Outcome run(RunContext context) {
        return new RegressionRun(context).outcome();
    }

    /** {@code lemma run regression ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("regression", arguments);
    }
}
