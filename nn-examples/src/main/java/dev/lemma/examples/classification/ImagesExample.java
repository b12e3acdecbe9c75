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
import java.nio.file.Path;
import java.util.List;

/** {@code lemma run images --data DIR}: classifiers of images in IDX files, such as MNIST and Fashion-MNIST. */
public final class ImagesExample implements Example {

    static final Option<Path> DATA = Option.path(
                    "data",
                    "DIR",
                    "folder with the four IDX files of MNIST, Fashion-MNIST or a set like them, .gz or not")
            .required();
    static final Option<String> NETWORK = Option.choice("network", "cnn", "which to train", "mlp", "cnn", "both");
    static final Option<Integer> EPOCHS = Option.integer("epochs", 5, "passes over the training part")
            .between(1, 100_000)
            .quick(2);
    static final Option<Integer> EXAMPLES = Option.integer(
                    "examples", Integer.MAX_VALUE, "images of the training part that are used, the first ones")
            .between(1, Integer.MAX_VALUE)
            .quick(2000);
    static final Option<Integer> BATCH =
            Option.integer("batch", 128, "images in a step").between(1, 100_000);
    static final Option<Double> RATE = Option.number("rate", 2e-3, "step size of Adam, if no other optimizer is chosen")
            .between(1e-8, 10.0);
    static final Option<Integer> WIDTH = Option.integer("width", 512, "units in each of the MLP's two hidden layers")
            .between(1, 65_536)
            .quick(64);
    static final Option<Integer> FILTERS = Option.integer("filters", 16, "filters in the CNN's first convolution")
            .between(1, 1024)
            .quick(8);

    @Override
    public String name() {
        return "images";
    }

    @Override
    public String summary() {
        return "A CNN or an MLP learns MNIST, Fashion-MNIST or other images in IDX files";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                DATA, NETWORK, EPOCHS, EXAMPLES, BATCH, RATE, WIDTH, FILTERS, Checkpoints.FOLDER, Checkpoints.EVERY);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ACTIVATION, INITIALIZER, LOSS, OPTIMIZER, SCHEDULE);
    }

    @Override
    public Outcome run(RunContext context) {
        return new ImagesRun(context).outcome();
    }

    /** {@code lemma run images ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("images", arguments);
    }
}
