package dev.lemma.generative.metric;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;

/** Samples as rows of plain numbers, for distances. */
final class Points {

    final int count;
    final int dimension;
    final double[] numbers;

    private Points(int count, int dimension, double[] numbers) {
        this.count = count;
        this.dimension = dimension;
        this.numbers = numbers;
    }

    /** Of [n, …], n at least {@code least}, finite. */
    static Points of(String what, Array samples, int least) {
        if (samples.shape().rank() < 2) {
            throw new ShapeException(what + ": expected samples [n, …], got " + samples.shape());
        }
        int n = samples.shape().extent(0);
        if (n < least) {
            throw new IllegalArgumentException(what + ": expected at least " + least + " samples, got " + n);
        }
        if (!samples.isFinite()) {
            throw new IllegalArgumentException(what + ": a sample is not finite");
        }
        return new Points(n, samples.shape().size() / n, samples.toDoubles());
    }

    static void requireSameDimension(Points x, Points y) {
        if (x.dimension != y.dimension) {
            throw new ShapeException("samples: expected one dimension, got " + x.dimension + " and " + y.dimension);
        }
    }

    double squaredDistance(int i, Points other, int j) {
        double sum = 0;
        int a = i * dimension;
        int b = j * dimension;
        for (int k = 0; k < dimension; k++) {
            double d = numbers[a + k] - other.numbers[b + k];
            sum += d * d;
        }
        return sum;
    }

    /** Both, one after another. */
    static Points joined(Points x, Points y) {
        double[] all = java.util.Arrays.copyOf(x.numbers, x.numbers.length + y.numbers.length);
        System.arraycopy(y.numbers, 0, all, x.numbers.length, y.numbers.length);
        return new Points(x.count + y.count, x.dimension, all);
    }

    Points rows(int[] order, int from, int to) {
        double[] chosen = new double[(to - from) * dimension];
        for (int i = from; i < to; i++) {
            System.arraycopy(numbers, order[i] * dimension, chosen, (i - from) * dimension, dimension);
        }
        return new Points(to - from, dimension, chosen);
    }

    Array array() {
        return Array.of(dev.lemma.api.tensor.Shape.of(count, dimension), numbers);
    }
}
