package dev.lemma.core.metric;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;

/** Classes from scores: the first of the largest for [n, k], the sign for [n] or [n, 1]. */
final class Classes {

    private Classes() {}

    static boolean haveNaN(Array numbers) {
        for (int i = 0; i < numbers.shape().size(); i++) {
            if (Double.isNaN(numbers.get(i))) {
                return true;
            }
        }
        return false;
    }

    static int[] predicted(Array scores) {
        int n = scores.shape().extent(0);
        int k = n == 0 ? 1 : scores.shape().size() / n;
        int[] classes = new int[n];
        for (int i = 0; i < n; i++) {
            if (k == 1) {
                classes[i] = scores.get(i) > 0 ? 1 : 0;
                continue;
            }
            for (int j = 1; j < k; j++) {
                if (scores.get(i * k + j) > scores.get(i * k + classes[i])) {
                    classes[i] = j;
                }
            }
        }
        return classes;
    }

    /**
     * Classes as whole numbers; −1, 0 and 1 for binary scores, where everything above 0 is the positive class; the
     * largest of each row for one-hot rows.
     */
    static int[] actual(Array scores, Array target) {
        int n = scores.shape().rank() == 0 ? 0 : scores.shape().extent(0);
        if (n == 0 || target.shape().rank() == 0 || target.shape().extent(0) != n) {
            throw new ShapeException("metric: predictions " + scores.shape() + ", targets " + target.shape()
                    + ": expected as many, and at least one");
        }
        int k = scores.shape().size() / n;
        if (k == 1 && target.shape().size() == n || k > 1 && target.shape().size() == n * k) {
            return predicted(target);
        }
        if (target.shape().size() != n) {
            throw new ShapeException("metric: predictions " + scores.shape() + ", targets " + target.shape()
                    + ": expected classes [" + n + "] or values in the shape of the predictions");
        }
        int[] classes = new int[n];
        for (int i = 0; i < n; i++) {
            classes[i] = (int) target.get(i);
            if (classes[i] != target.get(i) || classes[i] < 0 || classes[i] >= k) {
                throw new IllegalArgumentException(
                        "metric: target " + target.get(i) + " of sample " + i + ": expected a class 0 … " + (k - 1));
            }
        }
        return classes;
    }
}
