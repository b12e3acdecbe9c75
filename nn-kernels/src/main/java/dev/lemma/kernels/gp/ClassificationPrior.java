package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.Gram;
import dev.lemma.optim.descent.Minimum;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Classification by a Gaussian process before it has seen data: one latent process for two classes, {@code P(y = 1 | f) = σ(f)}, or one for each of more, all with one kernel,
 * {@code P(y = c | f) = softmax(f)_c}.
 *
 * @param kernel k; a variance, {@code k.times(4.0)}, says how sure the process may be
 */
public record ClassificationPrior(Kernel kernel) {

    public ClassificationPrior {
        Objects.requireNonNull(kernel, "kernel");
    }

    /**
     * The process given data, its hyper-parameters as they stand.
     *
     * @param x [n, d]
     * @param labels [n], whole numbers 0, 1, …, C − 1; the number of classes is one more than the largest
     */
    public GaussianClassifier condition(Array x, Array labels) {
        Array points = Samples.points("x", x);
        return condition(Gram.of(kernel), points, classes(points, labels), List.of());
    }

    /** The process given data, its hyper-parameters as they stand. */
    public GaussianClassifier condition(INDArray x, INDArray labels) {
        return condition(Array.of(x), Array.of(labels));
    }

    /** The process given data, its hyper-parameters those of the largest approximate evidence that the usual search finds. */
    public GaussianClassifier fit(Array x, Array labels) {
        return fit(x, labels, Search.USUAL);
    }

    /** The process given data, its hyper-parameters those of the largest approximate evidence that the usual search finds. */
    public GaussianClassifier fit(INDArray x, INDArray labels) {
        return fit(Array.of(x), Array.of(labels));
    }

    /** The process given data, its hyper-parameters those of the largest approximate evidence found. */
    public GaussianClassifier fit(Array x, Array labels, Search search) {
        Array points = Samples.points("x", x);
        int[] classes = classes(points, labels);
        Gram gram = Gram.of(kernel);
        Evidence evidence = new Evidence(
                gram, points, at -> condition(at, points, classes, List.of()).evidence());
        if (evidence.dimension() == 0) {
            return condition(x, labels);
        }
        List<Minimum> ends = Fitting.minimize(evidence, search);
        double[] best = evidence.values(ends.get(0).point().toDoubles());
        return condition(gram.at(best), points, classes, ends);
    }

    private static GaussianClassifier condition(Gram gram, Array x, int[] classes, List<Minimum> search) {
        int count = 0;
        for (int c : classes) {
            count = Math.max(count, c + 1);
        }
        return count == 2
                ? new BinaryLaplace(gram, x, classes, search)
                : new SoftmaxLaplace(gram, x, classes, count, search);
    }

    private static int[] classes(Array x, Array labels) {
        int n = x.shape().extent(0);
        if (labels.shape().rank() != 1 || labels.shape().extent(0) != n) {
            throw new ShapeException("labels: expected [" + n + "], a class for each point, got " + labels.shape());
        }
        double[] numbers = labels.as(DType.FLOAT64).toDoubles();
        int[] classes = new int[n];
        int largest = 0;
        for (int i = 0; i < n; i++) {
            if (!(numbers[i] >= 0 && numbers[i] < n + 2 && numbers[i] == Math.rint(numbers[i]))) {
                throw new IllegalArgumentException("labels: label " + i + " is " + numbers[i]
                        + ", expected whole numbers 0, 1, …: (y + 1)/2 makes them of −1 and 1");
            }
            classes[i] = (int) numbers[i];
            largest = Math.max(largest, classes[i]);
        }
        if (largest < 1) {
            throw new IllegalArgumentException("labels: all are 0, expected at least two classes");
        }
        return classes;
    }
}
