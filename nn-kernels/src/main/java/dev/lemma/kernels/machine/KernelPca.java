package dev.lemma.kernels.machine;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.kernels.Gram;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Principal components in the feature space of a kernel.
 *
 * <pre>{@code
 * K̃ = H K H,  H = I − 11ᵀ/n,  K̃ = V diag(μ) Vᵀ        component c of x:  Σᵢ vᵢc k̃(x, xᵢ)/√μ_c
 * }</pre>
 *
 * <p>k̃ is the kernel of the features minus their mean over the data. The variance of a component over the data is μ/n. Cost: 9n³.
 */
public final class KernelPca {

    private final Gram gram;
    private final Array x;
    private final double[] rowMeans;
    private final double mean;
    private final double[] values;
    private final double[] directions;
    private final int components;

    private KernelPca(
            Gram gram, Array x, double[] rowMeans, double mean, double[] values, double[] directions, int components) {
        this.gram = gram;
        this.x = x;
        this.rowMeans = rowMeans;
        this.mean = mean;
        this.values = values;
        this.directions = directions;
        this.components = components;
    }

    /**
     * The first components.
     *
     * @param x [n, d]
     * @param components at least 1; those with no variance are left out
     */
    public static KernelPca of(Kernel kernel, Array x, int components) {
        Check.atLeastOne("components", components);
        Array points = x.as(DType.FLOAT64);
        Gram gram = Gram.of(kernel);
        Array k = gram.matrix(points);
        int n = k.shape().extent(0);
        double[] centred = k.toDoubles();
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += centred[i * n + j] / n;
            }
            mean += means[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = centred[i * n + j] - means[i] - means[j] + mean;
                centred[i * n + j] = value;
                centred[j * n + i] = value;
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(Array.of(k.shape(), centred));
        double floor = n * DType.FLOAT64.epsilon() * Math.max(0, eigen.values().get(n - 1));
        int found = 0;
        while (found < Math.min(components, n) && eigen.values().get(n - 1 - found) > floor) {
            found++;
        }
        if (found == 0) {
            throw new IllegalArgumentException(
                    "kernel principal components: all " + n + " points have the same features: there is no variance");
        }
        double[] values = new double[found];
        double[] directions = new double[n * found];
        for (int c = 0; c < found; c++) {
            values[c] = eigen.values().get(n - 1 - c);
            for (int i = 0; i < n; i++) {
                directions[i * found + c] = eigen.vectors().get(i * n + n - 1 - c) / Math.sqrt(values[c]);
            }
        }
        return new KernelPca(gram, points, means, mean, values, directions, found);
    }

    /** The first components. */
    public static KernelPca of(Kernel kernel, INDArray x, int components) {
        return of(kernel, Array.of(x), components);
    }

    /** Variances of the components over the data, descending. */
    public double[] variances() {
        double[] variances = values.clone();
        int n = rowMeans.length;
        for (int c = 0; c < variances.length; c++) {
            variances[c] /= n;
        }
        return variances;
    }

    /** Components of points, [m, c]. */
    public Array transform(Array points) {
        Array k = gram.matrix(points.as(DType.FLOAT64), x);
        int n = rowMeans.length;
        int m = k.shape().extent(0);
        double[] result = new double[m * components];
        for (int i = 0; i < m; i++) {
            double own = 0;
            for (int j = 0; j < n; j++) {
                own += k.get(i * n + j) / n;
            }
            for (int j = 0; j < n; j++) {
                double value = k.get(i * n + j) - own - rowMeans[j] + mean;
                for (int c = 0; c < components; c++) {
                    result[i * components + c] += value * directions[j * components + c];
                }
            }
        }
        return Array.of(Shape.of(m, components), result);
    }

    /** Components of points, [m, c]. */
    public INDArray transform(INDArray points) {
        return transform(Array.of(points)).toINDArray();
    }
}
