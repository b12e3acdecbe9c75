package dev.lemma.theory.geometry;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.training.Trained;

/**
 * How far the last features of a classifier and its weights have collapsed onto a simplex.
 *
 * <pre>{@code
 * M = [μ_c − μ_G],  Σ_W the mean scatter inside classes over examples,  Σ_B = MᵀM/C (M with a row for each class)
 * NC1   tr(Σ_W Σ_B⁺)/C                                   variability inside classes, relative to that between them
 * NC2   std/mean of |μ_c − μ_G| and of |w_c|;  mean of |cos + 1/(C − 1)| over pairs of classes
 * NC3   |W/|W|_F − M/|M|_F|_F²                           weights are means
 * NC4   share of examples that the network does not give the class of the nearest mean
 * }</pre>
 *
 * <p>All are 0 on a simplex equiangular tight frame {@code √(C/(C−1)) Q (I − 11ᵀ/C)}. Two corrections: the frame is tight only on its (C − 1)-dimensional span,
 * and the cosine between two of its vectors is −1/(C − 1), with its sign. NC1 must be relative: scatter alone shrinks with the features. Σ_B is divided by the
 * number of classes; dividing by the dimension of the features makes NC1 wrong by d/C.
 *
 * <p>Cost: n·C·d for n examples with d features. Means and weights are compared for the data given: the theorem is about those of training, past zero error.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, neural collapse; Papyan, Han and Donoho 2020.
 *
 * @param withinClass NC1
 * @param meanNorms NC2, std/mean of the norms of the centred class means
 * @param weightNorms NC2, std/mean of the norms of the rows of W
 * @param meanAngles NC2, mean of |cos + 1/(C − 1)| over pairs of centred class means
 * @param weightAngles NC2, the same of rows of W
 * @param duality NC3
 * @param disagreement NC4
 */
public record NeuralCollapse(
        double withinClass,
        double meanNorms,
        double weightNorms,
        double meanAngles,
        double weightAngles,
        double duality,
        double disagreement) {

    /**
     * The measures of the last features and the affine map on them.
     *
     * @param features [n, d], what the last layer is given
     * @param labels the class of each row, from 0
     * @param weights [C, d], the row w_c gives the score {@code w_c·h + b_c} of class c
     * @param biases [C]
     */
    public static NeuralCollapse of(Array features, int[] labels, Array weights, Array biases) {
        Shape shape = weights.shape();
        if (shape.rank() != 2
                || features.shape().rank() != 2
                || shape.extent(1) != features.shape().extent(1)) {
            throw new IllegalArgumentException(
                    "weights: expected [classes, dimension], a row for each class, for features "
                            + features.shape() + "; got " + shape
                            + "; a Dense layer whose matrix is [dimension, classes] is to be"
                            + " transposed");
        }
        int classes = shape.extent(0);
        if (biases.shape().size() != classes) {
            throw new IllegalArgumentException(
                    "biases: expected one for each of the " + classes + " classes, got " + biases.shape());
        }
        LabelledFeatures data = new LabelledFeatures(features, labels, classes);
        int d = data.dimension();
        double[] flat = weights.toDoubles();
        double[][] w = new double[classes][d];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(flat, c * d, w[c], 0, d);
        }
        double[][] m = data.means();
        double wSize = size(w);
        if (!(wSize > 0) || Double.isInfinite(wSize)) {
            throw new IllegalArgumentException("weights: expected finite numbers that are not all 0");
        }
        double mSize = size(m);
        double duality = 0;
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < d; j++) {
                double difference = w[c][j] / wSize - m[c][j] / mSize;
                duality += difference * difference;
            }
        }
        double[] b = biases.toDoubles();
        int different = 0;
        for (int i = 0; i < data.count(); i++) {
            if (decision(data, i, w, b) != data.nearest(i)) {
                different++;
            }
        }
        return new NeuralCollapse(
                data.relativeScatter() / classes,
                spread(m),
                spread(w),
                angles(m),
                angles(w),
                duality,
                (double) different / data.count());
    }

    /**
     * The measures of a trained classifier: of what its last layer, a dense one, is given.
     *
     * @param trained a network of Sequential layers
     * @param data with classes as targets; the theorem is about those it was trained on
     */
    public static NeuralCollapse of(Trained trained, Dataset data) {
        LayerFeatures layers = LayerFeatures.of(trained);
        return of(
                layers.after(layers.count() - 1, data),
                LayerFeatures.labels(data),
                layers.lastWeight(),
                layers.lastBias());
    }

    private static int decision(LabelledFeatures data, int i, double[][] w, double[] b) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < w.length; c++) {
            double score = b[c];
            for (int j = 0; j < w[c].length; j++) {
                score += w[c][j] * data.feature(i, j);
            }
            if (score > most) {
                most = score;
                best = c;
            }
        }
        return best;
    }

    private static double size(double[][] rows) {
        double sum = 0;
        for (double[] row : rows) {
            sum += LabelledFeatures.dot(row, row);
        }
        return Math.sqrt(sum);
    }

    private static double spread(double[][] rows) {
        double sum = 0;
        for (double[] row : rows) {
            sum += Math.sqrt(LabelledFeatures.dot(row, row));
        }
        double mean = sum / rows.length;
        double squares = 0;
        for (double[] row : rows) {
            double off = Math.sqrt(LabelledFeatures.dot(row, row)) - mean;
            squares += off * off;
        }
        return Math.sqrt(squares / rows.length) / mean;
    }

    /** A row of zeros has no angle: its cosines count as 0. */
    private static double angles(double[][] rows) {
        int classes = rows.length;
        double sum = 0;
        for (int a = 1; a < classes; a++) {
            for (int b = 0; b < a; b++) {
                double norms =
                        Math.sqrt(LabelledFeatures.dot(rows[a], rows[a]) * LabelledFeatures.dot(rows[b], rows[b]));
                double cosine = norms == 0 ? 0 : LabelledFeatures.dot(rows[a], rows[b]) / norms;
                sum += Math.abs(cosine + 1.0 / (classes - 1));
            }
        }
        return 2 * sum / (classes * (classes - 1.0));
    }
}
