package dev.lemma.examples.classification;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Dataset;
import dev.lemma.examples.report.HeatMap;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Pages about classifiers: learning curves, confusion, mistakes, the networks in numbers. */
final class ClassifierReport {

    private static final int MOST_CLASSES = 40;
    private static final int MISTAKES_SHOWN = 40;

    private final Report report;
    private final List<Classifier> classifiers;
    private final List<String> classes;

    ClassifierReport(Report report, List<Classifier> classifiers, List<String> classes) {
        this.report = report;
        this.classifiers = classifiers;
        this.classes = classes;
    }

    void write() {
        keyFigures();
        learningCurves();
        confusion();
        mistakes();
        networks();
    }

    private void keyFigures() {
        for (Classifier classifier : classifiers) {
            report.keyFigures(new KeyFigure(
                    String.format(Locale.ROOT, "%.1f %%", 100 * classifier.accuracy()),
                    "test accuracy, " + classifier.label()));
        }
        for (Classifier classifier : classifiers) {
            report.keyFigures(new KeyFigure(
                    classifier.mistakes().size() + " of "
                            + classifier.data().test().size(),
                    "mistakes, " + classifier.label()));
        }
    }

    private void learningCurves() {
        LineChart loss = LineChart.titled("Cross-entropy").x("epoch").y("nats").logY();
        LineChart error = LineChart.titled("Share of mistakes in the test part")
                .x("epoch")
                .logY();
        for (Classifier classifier : classifiers) {
            double[] epochs = classifier.epochs();
            loss = loss.line(
                            classifier.label() + ", training",
                            epochs,
                            classifier.trained().history().losses())
                    .dashed(
                            classifier.label() + ", test",
                            epochs,
                            classifier.trained().history().validationLosses());
            error = error.line(
                    classifier.label(),
                    epochs,
                    Arrays.stream(classifier.trained().history().validationMetrics())
                            .map(accuracy -> 1 - accuracy)
                            .toArray());
        }
        report.section("Learning curves")
                .paragraph(
                        "The training loss is the mean over the epoch's steps, with dropout; the test loss is taken at the "
                                + "epoch's end, without. The test part decides nothing: training ends after the last epoch.")
                .charts("loss", loss, "error", error);
    }

    private void confusion() {
        report.section("Confusion");
        for (Classifier classifier : classifiers) {
            int[] shown = classes.size() <= MOST_CLASSES
                    ? IntStream.range(0, classes.size()).toArray()
                    : confused(classifier);
            int[][] counts = IntStream.of(shown)
                    .mapToObj(i -> IntStream.of(shown)
                            .map(j -> (int) classifier.confusion().count(i, j))
                            .toArray())
                    .toArray(int[][]::new);
            report.heatMap(
                    "confusion-" + classifier.name(),
                    HeatMap.confusion(
                            "Confusion matrix of the " + classifier.label(),
                            IntStream.of(shown).mapToObj(classes::get).toList(),
                            counts),
                    shown.length == classes.size()
                            ? "Each row ends with the share of the class that was found."
                            : "Of " + classes.size() + " classes the " + shown.length + " that were confused most.");
        }
    }

    /** The classes with the most mistakes, in their order. */
    private int[] confused(Classifier classifier) {
        int n = classes.size();
        long[] mistakes = new long[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                long count = i == j ? 0 : classifier.confusion().count(i, j);
                mistakes[i] += count;
                mistakes[j] += count;
            }
        }
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -mistakes[i]))
                .limit(MOST_CLASSES)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private void mistakes() {
        report.section("Mistakes");
        for (Classifier classifier : classifiers) {
            List<Classifier.Mistake> mistakes = classifier.mistakes();
            PictureGrid grid = PictureGrid.titled(
                    "Test images that the " + classifier.label() + " got wrong, true class → predicted class");
            for (Classifier.Mistake mistake : mistakes.subList(0, Math.min(MISTAKES_SHOWN, mistakes.size()))) {
                grid = grid.with(
                        picture(classifier.data().test(), mistake.image()),
                        classes.get(mistake.actual()) + " → " + classes.get(mistake.predicted()));
            }
            String caption = mistakes.size() > MISTAKES_SHOWN
                    ? "The first " + MISTAKES_SHOWN + " of " + mistakes.size() + "."
                    : mistakes.isEmpty() ? "" : "All " + mistakes.size() + " of them.";
            report.pictures("mistakes-" + classifier.name(), grid, caption);
        }
    }

    private void networks() {
        Table table = Table.titled(
                "The networks in numbers",
                "network",
                "parameters",
                "steps",
                "seconds",
                "training loss",
                "test accuracy");
        Table perClass = Table.titled("Precision, recall and F₁ per class", header().toArray(String[]::new));
        for (Classifier classifier : classifiers) {
            double[] losses = classifier.trained().history().losses();
            table = table.row(
                    classifier.label(),
                    classifier.trained().network().parameterCount(),
                    classifier.trained().steps(),
                    Math.round(10 * classifier.training().seconds()) / 10.0,
                    losses[losses.length - 1],
                    classifier.accuracy());
        }
        for (int k = 0; k < classes.size(); k++) {
            Object[] row = new Object[1 + 3 * classifiers.size()];
            row[0] = classes.get(k);
            for (int c = 0; c < classifiers.size(); c++) {
                row[1 + 3 * c] = rounded(classifiers.get(c).confusion().precision(k));
                row[2 + 3 * c] = rounded(classifiers.get(c).confusion().recall(k));
                row[3 + 3 * c] = rounded(classifiers.get(c).confusion().f1(k));
            }
            perClass = perClass.row(row);
        }
        report.section("Numbers").table("networks", table).table("classes", perClass);
    }

    private List<String> header() {
        return IntStream.range(0, 1 + 3 * classifiers.size())
                .mapToObj(i -> i == 0
                        ? "class"
                        : classifiers.get((i - 1) / 3).label() + " "
                                + List.of("precision", "recall", "F₁").get((i - 1) % 3))
                .toList();
    }

    private static double rounded(double share) {
        return Math.round(1e4 * share) / 1e4;
    }

    /** An example with pixels from 0 to 1 as ink on paper. */
    static Picture picture(Dataset images, int i) {
        Array pixels = images.featureArray().rows(i, i + 1);
        int rank = pixels.shape().rank();
        int height = pixels.shape().extent(rank - 2);
        int width = pixels.shape().extent(rank - 1);
        return Picture.grey(pixels.toFloats(), height, width, 1, 0);
    }
}
