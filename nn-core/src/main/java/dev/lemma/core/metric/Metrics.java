package dev.lemma.core.metric;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import java.util.Locale;

/** The usual metrics. Sums are compensated, so that the number does not depend on how many samples there are. */
public enum Metrics implements Metric {

    /**
     * The share of samples whose class is right: the largest score for [n, k], the sign for [n] and [n, 1], where
     * targets above 0 are the positive class and so are scores above 0. NaN where a score or a target is NaN.
     */
    ACCURACY {
        @Override
        public double of(Array prediction, Array target) {
            if (Classes.haveNaN(prediction) || Classes.haveNaN(target)) {
                return Double.NaN;
            }
            int[] actual = Classes.actual(prediction, target);
            int[] predicted = Classes.predicted(prediction);
            int right = 0;
            for (int i = 0; i < actual.length; i++) {
                right += actual[i] == predicted[i] ? 1 : 0;
            }
            return (double) right / actual.length;
        }
    },
    /** {@code 1 −} {@link #ACCURACY}. */
    ERROR_RATE {
        @Override
        public double of(Array prediction, Array target) {
            return 1 - ACCURACY.of(prediction, target);
        }
    },
    /** {@code 1/N Σ (f − y)²} over all entries. */
    MEAN_SQUARED_ERROR {
        @Override
        public double of(Array prediction, Array target) {
            return mean(prediction, target, (f, y) -> (f - y) * (f - y));
        }
    },
    /** {@code √(1/N Σ (f − y)²)}, in the unit of the target. */
    ROOT_MEAN_SQUARED_ERROR {
        @Override
        public double of(Array prediction, Array target) {
            return Math.sqrt(MEAN_SQUARED_ERROR.of(prediction, target));
        }
    },
    /** {@code 1/N Σ |f − y|}. */
    MEAN_ABSOLUTE_ERROR {
        @Override
        public double of(Array prediction, Array target) {
            return mean(prediction, target, (f, y) -> Math.abs(f - y));
        }
    },
    /**
     * {@code R² = 1 − Σ (f − y)²/Σ (y − ȳ)²}: 1 for perfect predictions, 0 for the mean, below for worse. For constant
     * targets it is 1 if the predictions are right and −∞ otherwise.
     */
    R2 {
        @Override
        public double of(Array prediction, Array target) {
            double average = mean(target, target, (f, y) -> y);
            double first = target.get(0);
            boolean constant = mean(target, target, (f, y) -> y == first ? 0 : 1) == 0;
            double total = constant ? 0 : mean(target, target, (f, y) -> (y - average) * (y - average));
            double residual = MEAN_SQUARED_ERROR.of(prediction, target);
            if (total == 0 && !Double.isNaN(residual)) {
                return residual == 0 ? 1 : Double.NEGATIVE_INFINITY;
            }
            return 1 - residual / total;
        }
    };

    private interface Term {
        double at(double prediction, double target);
    }

    private static double mean(Array prediction, Array target, Term term) {
        int n = prediction.shape().size();
        boolean samples = n > 0
                && (prediction.shape().rank() == 0
                        || target.shape().rank() > 0
                                && target.shape().extent(0)
                                        == prediction.shape().extent(0));
        if (!samples || target.shape().size() != n) {
            throw new ShapeException("metric: predictions " + prediction.shape() + ", targets " + target.shape()
                    + ": expected one shape, and at least one sample");
        }
        double sum = 0;
        double lost = 0;
        for (int i = 0; i < n; i++) {
            double value = term.at(prediction.get(i), target.get(i)) - lost;
            double next = sum + value;
            // Beyond the finite numbers there is nothing to make up for: ∞ − ∞ would hide an infinite entry.
            lost = Double.isFinite(next) ? next - sum - value : 0;
            sum = next;
        }
        return sum / n;
    }

    /** The name as it is written in tables, for example {@code mean_squared_error}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
