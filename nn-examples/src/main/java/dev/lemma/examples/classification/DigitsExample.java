package dev.lemma.examples.classification;

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
import java.util.List;

/** {@code lemma run digits}: a multilayer perceptron and a convolutional network learn to read scanned digits. */
public final class DigitsExample implements Example {

    static final Option<Integer> EPOCHS = Option.integer("epochs", 40, "passes over the training part")
            .between(1, 100_000)
            .quick(8);
    static final Option<Integer> BATCH =
            Option.integer("batch", 64, "digits in a step").between(1, 100_000);
    static final Option<Double> RATE = Option.number("rate", 2e-3, "step size of Adam, if no other optimizer is chosen")
            .between(1e-8, 10.0);
    static final Option<Integer> WIDTH = Option.integer("width", 256, "units in each of the MLP's two hidden layers")
            .between(1, 65_536);
    static final Option<Integer> FILTERS = Option.integer("filters", 32, "filters in the CNN's first convolution")
            .between(1, 1024)
            .quick(16);

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public String summary() {
        return "An MLP and a CNN learn to read 1797 scanned digits";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(EPOCHS, BATCH, RATE, WIDTH, FILTERS, Checkpoints.FOLDER, Checkpoints.EVERY);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ACTIVATION, INITIALIZER, LOSS, OPTIMIZER, SCHEDULE);
    }

    @Override
    public Outcome run(RunContext context) {
        return new DigitsRun(context).outcome();
    }

    /** {@code lemma run digits ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("digits", arguments);
    }
}
