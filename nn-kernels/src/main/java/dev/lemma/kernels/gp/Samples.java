package dev.lemma.kernels.gp;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import java.nio.DoubleBuffer;
import java.util.HashSet;
import java.util.Set;

/** Checks of training data, in float64. */
final class Samples {

    private Samples() {}

    static Array points(String name, Array x) {
        if (x.shape().rank() != 2 || x.shape().extent(0) < 1 || x.shape().extent(1) < 1) {
            throw new ShapeException(name + ": expected points [n, d] with n ≥ 1 and d ≥ 1, got " + x.shape()
                    + (x.shape().rank() == 1 ? ": one coordinate is a column, reshape(n, 1)" : ""));
        }
        return x.as(DType.FLOAT64);
    }

    static Array targets(Array x, Array y) {
        int n = x.shape().extent(0);
        if (y.shape().rank() < 1
                || y.shape().rank() > 2
                || y.shape().extent(0) != n
                || y.shape().size() == 0) {
            throw new ShapeException(
                    "y: expected [" + n + "] or [" + n + ", k], a target for each point, got " + y.shape());
        }
        for (int i = 0; i < y.shape().size(); i++) {
            if (!Double.isFinite(y.get(i))) {
                throw new IllegalArgumentException("y: the target "
                        + i / (y.shape().size() / n) + " is " + y.get(i) + ", expected finite numbers");
            }
        }
        return y.as(DType.FLOAT64);
    }

    /** What may make a Gram matrix singular, in a clause. */
    static String likelyCause(Array x) {
        int n = x.shape().extent(0);
        int d = x.shape().extent(1);
        int equal = 0;
        double[] numbers = x.toDoubles();
        Set<DoubleBuffer> seen = new HashSet<>();
        for (int i = 0; i < n; i++) {
            equal += seen.add(DoubleBuffer.wrap(numbers, i * d, d)) ? 0 : 1;
        }
        return equal > 0
                ? equal + " of the " + n + " points equal earlier ones: remove them, or say that there is noise"
                : "a length scale that is long beside the distances of the points, or noise that is too small";
    }
}
