package dev.lemma.theory.geometry;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;

/** Features with their labels, checked; their class means, centred, and the scatter around them. */
final class LabelledFeatures {

    /** Eigenvalues of the Gram matrix of the means below this share of the largest are rounding. */
    private static final double RANK = 1e-12;

    private final double[] features;
    private final int[] labels;
    private final int count;
    private final int dimension;
    private final double[] centre;
    private final double[][] means;

    LabelledFeatures(Array features, int[] labels, int classes) {
        Shape shape = features.shape();
        if (shape.rank() != 2 || shape.extent(0) != labels.length) {
            throw new IllegalArgumentException("features: expected [n, dimension] with one row for each of the "
                    + labels.length + " labels; got " + shape);
        }
        if (classes < 2) {
            throw new IllegalArgumentException("classes: expected at least 2, got " + classes);
        }
        if (!features.isFinite()) {
            throw new IllegalArgumentException("features: expected finite numbers; got NaN or an infinity");
        }
        this.features = features.toDoubles();
        this.labels = labels.clone();
        this.count = labels.length;
        this.dimension = shape.extent(1);
        this.means = new double[classes][dimension];
        int[] sizes = new int[classes];
        for (int i = 0; i < count; i++) {
            int c = labels[i];
            if (c < 0 || c >= classes) {
                throw new IllegalArgumentException(
                        "label " + i + ": expected a class from 0 to " + (classes - 1) + ", got " + c);
            }
            sizes[c]++;
            for (int j = 0; j < dimension; j++) {
                means[c][j] += this.features[i * dimension + j];
            }
        }
        this.centre = new double[dimension];
        for (int c = 0; c < classes; c++) {
            if (sizes[c] == 0) {
                throw new IllegalArgumentException("class " + c + ": expected examples, got none; number the classes"
                        + " without gaps, or take data in which each occurs");
            }
            for (int j = 0; j < dimension; j++) {
                means[c][j] /= sizes[c];
                centre[j] += means[c][j] / classes;
            }
        }
        for (double[] mean : means) {
            for (int j = 0; j < dimension; j++) {
                mean[j] -= centre[j];
            }
        }
        if (betweenTrace() == 0) {
            throw new IllegalArgumentException(
                    "features: expected class means that differ; all " + classes + " are the same");
        }
    }

    int classes() {
        return means.length;
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    int label(int i) {
        return labels[i];
    }

    /** The features of one example. */
    double feature(int i, int j) {
        return features[i * dimension + j];
    }

    /** {@code M}, a row μ_c − μ_G for each class. */
    double[][] means() {
        return means;
    }

    /** tr Σ_B = Σ_c |μ_c − μ_G|² / C. */
    double betweenTrace() {
        double sum = 0;
        for (double[] mean : means) {
            sum += dot(mean, mean);
        }
        return sum / means.length;
    }

    /** tr Σ_W, the mean of |h − μ_c|² over examples. */
    double withinTrace() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double[] x = deviation(i);
            sum += dot(x, x);
        }
        return sum / count;
    }

    /**
     * tr(Σ_W Σ_B⁺), from products of size C alone: with Σ_B = MᵀM/C and G = MMᵀ, it is C times the mean of |G⁺M(h − μ_c)|².
     */
    double relativeScatter() {
        int classes = means.length;
        double[] gram = new double[classes * classes];
        for (int a = 0; a < classes; a++) {
            for (int b = 0; b <= a; b++) {
                gram[a * classes + b] = dot(means[a], means[b]);
                gram[b * classes + a] = gram[a * classes + b];
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(Array.of(Shape.of(classes, classes), gram));
        double least = RANK * eigen.values().get(classes - 1);
        double[] inverse =
                eigen.function(lambda -> lambda > least ? 1 / lambda : 0).toDoubles();
        double sum = 0;
        double[] projected = new double[classes];
        for (int i = 0; i < count; i++) {
            double[] x = deviation(i);
            for (int c = 0; c < classes; c++) {
                projected[c] = dot(means[c], x);
            }
            for (int a = 0; a < classes; a++) {
                double entry = 0;
                for (int b = 0; b < classes; b++) {
                    entry += inverse[a * classes + b] * projected[b];
                }
                sum += entry * entry;
            }
        }
        return classes * sum / count;
    }

    /** The class whose mean is nearest; the first of those that tie. */
    int nearest(int i) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int j = 0; j < dimension; j++) {
                double d = feature(i, j) - centre[j] - means[c][j];
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    private double[] deviation(int i) {
        double[] x = new double[dimension];
        double[] mean = means[labels[i]];
        for (int j = 0; j < dimension; j++) {
            x[j] = feature(i, j) - centre[j] - mean[j];
        }
        return x;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
