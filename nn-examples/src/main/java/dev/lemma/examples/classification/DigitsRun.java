package dev.lemma.examples.classification;

import dev.lemma.api.random.Key;
import dev.lemma.core.data.Split;
import dev.lemma.core.network.Network;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.training.Method;
import java.util.List;

/** The digits, once. */
final class DigitsRun {

    private static final double TRAINING_SHARE = 0.8;
    private static final int SAMPLES = 20;

    private final RunContext context;
    private final Classifiers.Hidden hidden;
    private final Method method;
    private final Split digits;

    DigitsRun(RunContext context) {
        this.context = context;
        this.hidden = Classifiers.Hidden.of(context);
        this.method = Method.of(context, DigitsExample.RATE);
        this.digits = Digits.images().split(Key.of(context.seed()), TRAINING_SHARE);
    }

    Outcome outcome() {
        int classes = digits.train().classCount();
        Classifier mlp = trained(
                "MLP",
                "mlp",
                Classifiers.perceptron(Digits.IMAGE, hidden, context.get(DigitsExample.WIDTH), classes, 0.3));
        Classifier cnn = trained(
                "CNN",
                "cnn",
                Classifiers.convolutional(Digits.IMAGE, hidden, context.get(DigitsExample.FILTERS), classes, 0.4));
        report(mlp, cnn);
        double mlpBound = context.quick() ? 0.9 : 0.97;
        double cnnBound = context.quick() ? 0.9 : 0.98;
        return Outcome.of(
                Claim.atLeast("mlp-accuracy", "Test accuracy of the MLP", mlp.accuracy(), mlpBound),
                Claim.atLeast("cnn-accuracy", "Test accuracy of the CNN", cnn.accuracy(), cnnBound));
    }

    private Classifier trained(String label, String name, Network network) {
        return Classifier.train(
                context,
                label,
                name,
                network,
                digits,
                context.get(DigitsExample.BATCH),
                context.get(DigitsExample.EPOCHS),
                method);
    }

    private void report(Classifier... classifiers) {
        PictureGrid samples = PictureGrid.titled("Some of the digits that train, and what they are");
        for (int i = 0; i < SAMPLES; i++) {
            int digit = (int) digits.train().targetArray().get(i);
            samples = samples.with(ClassifierReport.picture(digits.train(), i), Integer.toString(digit));
        }
        context.report()
                .lead("1797 handwritten digits of 13 people, scanned to 8 × 8 pixels: "
                        + digits.train().size()
                        + " train a multilayer perceptron and a convolutional network, the other "
                        + digits.test().size() + " test them.")
                .pictures("digits", samples, "Grey levels 0 to 16, 8 × 8 pixels.");
        new ClassifierReport(
                        context.report(), List.of(classifiers), digits.train().classNames())
                .write();
    }
}
