package dev.lemma.core.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import java.util.Arrays;

/**
 * How often each class was taken for each: row the true class, column the predicted one.
 *
 * <p>NaN is no class and is refused. A class that was never predicted has precision 0, one that never occurred has recall 0.
 */
public final class ConfusionMatrix {

    private final long[][] counts;

    private ConfusionMatrix(long[][] counts) {
        this.counts = counts;
    }

    /** Counts predictions [n, k] (or [n], [n, 1] for two classes) against classes. */
    public static ConfusionMatrix of(Array prediction, Array target) {
        Check.given("prediction", prediction);
        Check.given("target", target);
        if (Classes.haveNaN(prediction) || Classes.haveNaN(target)) {
            throw new IllegalArgumentException(
                    "confusion matrix: a prediction or a target is NaN, which is no class: look"
                            + " where the network leaves the finite numbers");
        }
        int[] actual = Classes.actual(prediction, target);
        int[] predicted = Classes.predicted(prediction);
        int classes = Math.max(2, prediction.shape().size() / actual.length);
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < actual.length; i++) {
            counts[actual[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(counts);
    }

    /** Number of classes. */
    public int classes() {
        return counts.length;
    }

    /** How many samples of a class were taken for another. */
    public long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** The share of all samples on the diagonal. */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int i = 0; i < classes(); i++) {
            right += counts[i][i];
            all += Arrays.stream(counts[i]).sum();
        }
        return ratio(right, all);
    }

    /** The share of what was taken for the class that belongs to it. */
    public double precision(int c) {
        long taken = 0;
        for (long[] row : counts) {
            taken += row[c];
        }
        return ratio(counts[c][c], taken);
    }

    /** The share of the class that was found. */
    public double recall(int c) {
        return ratio(counts[c][c], Arrays.stream(counts[c]).sum());
    }

    /** {@code 2·precision·recall/(precision + recall)}, the harmonic mean. */
    public double f1(int c) {
        double sum = precision(c) + recall(c);
        return sum == 0 ? 0 : 2 * precision(c) * recall(c) / sum;
    }

    /** The mean of {@link #f1} over the classes. */
    public double macroF1() {
        double sum = 0;
        for (int c = 0; c < classes(); c++) {
            sum += f1(c);
        }
        return sum / classes();
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** A table with a row per true class. */
    @Override
    public String toString() {
        int width = 1;
        for (long[] row : counts) {
            for (long count : row) {
                width = Math.max(width, Long.toString(count).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (long[] row : counts) {
            for (int j = 0; j < row.length; j++) {
                text.append(j == 0 ? "" : " ").append(("%" + width + "d").formatted(row[j]));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
