package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;

/**
 * Features brought to mean 0 and standard deviation 1, as a training part has them.
 *
 * <pre>{@code z = (x − μ) / σ        μ = (1/n) Σ xᵢ        σ² = (1/n) Σ (xᵢ − μ)²    }</pre>
 *
 * <p>Fitted on the training part alone, then applied to every part: fitted on all data it would tell training about
 * the test part. A feature that is constant in the training part has σ = 1, so that it becomes 0 there. Sums are
 * float64 and corrected by a second pass; σ divides by n, not n − 1. Applied to float32 data it computes in float64
 * and rounds once.
 *
 * @param mean μ, float64, the shape of one example's features
 * @param deviation σ &gt; 0, the same shape
 */
public record Standardization(Array mean, Array deviation) {

    public Standardization {
        Check.given("mean", mean);
        Check.given("deviation", deviation);
        if (!mean.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException(
                    "standardization: mean of shape " + mean.shape() + ", deviation of shape " + deviation.shape());
        }
        mean = mean.as(DType.FLOAT64);
        deviation = deviation.as(DType.FLOAT64);
        for (int k = 0; k < deviation.shape().size(); k++) {
            if (!(deviation.get(k) > 0) || !Double.isFinite(deviation.get(k)) || !Double.isFinite(mean.get(k))) {
                throw new IllegalArgumentException("standardization: feature " + k + " has mean " + mean.get(k)
                        + " and deviation " + deviation.get(k) + ", expected finite numbers, the deviation above 0");
            }
        }
    }

    /** Of the features of a training part, which must be finite. */
    public static Standardization of(Dataset train) {
        Check.given("train", train);
        return of(train.requireFinite().featureArray());
    }

    /** Of the rows of an array {@code [n, …]}: features or targets of a training part. */
    public static Standardization of(Array rows) {
        Check.given("rows", rows);
        if (rows.shape().rank() < 1 || rows.shape().size() == 0) {
            throw new IllegalArgumentException(
                    "standardization: got shape " + rows.shape() + ", expected [examples, …], none of them 0");
        }
        int count = rows.shape().extent(0);
        Shape each = rows.shape().without(0);
        int width = each.size();
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int k = 0; k < width; k++) {
            fit(rows, k, width, count, mean, deviation);
        }
        return new Standardization(Array.of(each, mean), Array.of(each, deviation));
    }

    /**
     * The first pass finds the mean roughly, the second corrects it by the mean of the differences to it, the third sums
     * the squares of the differences. They are scaled by a power of 2, so that they neither overflow nor lose digits.
     */
    private static void fit(Array rows, int k, int width, int count, double[] mean, double[] deviation) {
        double largest = Double.NEGATIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        double rough = 0;
        for (int i = 0; i < count; i++) {
            double x = rows.get(i * width + k);
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException("standardization: example " + i + " has " + x + " as feature " + k
                        + ", expected finite numbers");
            }
            rough += x / count;
            largest = Math.max(largest, x);
            smallest = Math.min(smallest, x);
        }
        if (largest == smallest) {
            mean[k] = largest;
            deviation[k] = 1;
            return;
        }
        double scale = Math.scalb(1.0, Math.getExponent(Math.max(largest - rough, rough - smallest)));
        double first = 0;
        for (int i = 0; i < count; i++) {
            first += (rows.get(i * width + k) - rough) / scale;
        }
        double centre = rough + scale * (first / count);
        double second = 0;
        for (int i = 0; i < count; i++) {
            double difference = (rows.get(i * width + k) - centre) / scale;
            second += difference * difference;
        }
        mean[k] = centre;
        deviation[k] = scale * Math.sqrt(second / count);
    }

    /** The same examples with their features standardised; names are kept. */
    public Dataset apply(Dataset part) {
        return part.withFeatures(apply(part.featureArray()));
    }

    /** {@code (x − μ) / σ} for every row, in the type of the rows. */
    public Array apply(Array rows) {
        return map(rows, true);
    }

    /** {@code z σ + μ} for every row, in the type of the rows: predictions back in their own units. */
    public Array invert(Array rows) {
        return map(rows, false);
    }

    private Array map(Array rows, boolean forward) {
        if (rows.shape().rank() < 1 || !rows.shape().without(0).equals(mean.shape())) {
            throw new IllegalArgumentException("standardization: rows of shape " + rows.shape()
                    + ", expected [examples] in front of " + mean.shape() + ", the shape it was fitted on");
        }
        double[] mu = (double[]) mean.storage();
        double[] sigma = (double[]) deviation.storage();
        double[] result = rows.toDoubles();
        if (rows.storage() instanceof double[]) {
            for (int i = 0; i < result.length; i++) {
                int k = i % mu.length;
                result[i] = forward ? (result[i] - mu[k]) / sigma[k] : result[i] * sigma[k] + mu[k];
            }
            return Array.of(rows.shape(), result);
        }
        float[] rounded = new float[result.length];
        for (int i = 0; i < result.length; i++) {
            int k = i % mu.length;
            rounded[i] = (float) (forward ? (result[i] - mu[k]) / sigma[k] : result[i] * sigma[k] + mu[k]);
        }
        return Array.of(rows.shape(), rounded);
    }
}
