package dev.lemma.examples.classification;

import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.network.Network;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.data.Mnist;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.training.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A folder of images, once. */
final class ImagesRun {

    private static final int SAMPLES = 20;
    private static final int SMALLEST = 4;

    private final RunContext context;
    private final Classifiers.Hidden hidden;
    private final Method method;
    private final Path folder;
    private final Split images;

    ImagesRun(RunContext context) {
        this.context = context;
        this.hidden = Classifiers.Hidden.of(context);
        this.method = Method.of(context, ImagesExample.RATE);
        this.folder = context.get(ImagesExample.DATA);
        Split all = Mnist.load(folder);
        if (!all.train().featureShape().equals(all.test().featureShape())) {
            throw new UsageException(
                    folder + ": images to train on are " + all.train().featureShape() + ", those to test on "
                            + all.test().featureShape() + ": they do not belong together");
        }
        int side = Math.min(
                all.train().featureShape().extent(1), all.train().featureShape().extent(2));
        if (side < SMALLEST) {
            throw new UsageException(folder + ": images of " + all.train().featureShape() + ", expected at least "
                    + SMALLEST + " × " + SMALLEST + " pixels: the networks halve them twice");
        }
        int classes = Math.max(2, Math.max(all.train().classCount(), all.test().classCount()));
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        Dataset train = all.train()
                .take(Math.min(all.train().size(), context.get(ImagesExample.EXAMPLES)))
                .withClassNames(names);
        this.images = new Split(train, all.test().withClassNames(names));
    }

    Outcome outcome() {
        Shape image = images.train().featureShape();
        int classes = images.train().classCount();
        String which = context.get(ImagesExample.NETWORK);
        List<Classifier> classifiers = new ArrayList<>();
        if (!which.equals("cnn")) {
            classifiers.add(trained(
                    "MLP",
                    "mlp",
                    Classifiers.perceptron(image, hidden, context.get(ImagesExample.WIDTH), classes, 0.2)));
        }
        if (!which.equals("mlp")) {
            classifiers.add(trained(
                    "CNN",
                    "cnn",
                    Classifiers.convolutional(image, hidden, context.get(ImagesExample.FILTERS), classes, 0.25)));
        }
        report(classifiers);
        double commonest = commonest();
        return Outcome.of(classifiers.stream()
                .map(classifier -> Claim.atLeast(
                        classifier.name() + "-accuracy",
                        "Test accuracy of the " + classifier.label() + ", against always naming the commonest class",
                        classifier.accuracy(),
                        commonest))
                .toList());
    }

    private Classifier trained(String label, String name, Network network) {
        return Classifier.train(
                context,
                label,
                name,
                network,
                images,
                context.get(ImagesExample.BATCH),
                context.get(ImagesExample.EPOCHS),
                method);
    }

    /** The largest share that a class has in the test part. */
    private double commonest() {
        int[] counts = new int[images.test().classCount()];
        int most = 0;
        for (int i = 0; i < images.test().size(); i++) {
            most = Math.max(most, ++counts[(int) images.test().targetArray().get(i)]);
        }
        return (double) most / images.test().size();
    }

    private void report(List<Classifier> classifiers) {
        PictureGrid samples = PictureGrid.titled("Some of the images that train, and their classes");
        for (int i = 0; i < Math.min(SAMPLES, images.train().size()); i++) {
            samples = samples.with(ClassifierReport.picture(images.train(), i), Integer.toString((int)
                    images.train().targetArray().get(i)));
        }
        Shape image = images.train().featureShape();
        context.report()
                .lead(images.train().size() + " images of " + image.extent(1) + " × " + image.extent(2)
                        + " pixels train, " + images.test().size() + " others test.")
                .fact("Data", folder.toString())
                .pictures("images", samples, "");
        new ClassifierReport(context.report(), classifiers, images.train().classNames()).write();
    }
}
