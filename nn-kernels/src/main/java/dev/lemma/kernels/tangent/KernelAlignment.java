package dev.lemma.kernels.tangent;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;

/**
 * How alike two kernels are on a sample: the cosine of their Gram matrices, 1 for multiples of one another.
 *
 * <pre>{@code
 * A(K, L) = ⟨K, L⟩/(‖K‖ ‖L‖)          centred: of HKH and HLH,  H = I − 11ᵀ/n
 * }</pre>
 *
 * <p>With {@code L = YYᵀ} it says how much of the kernel's size lies along the targets; the tangent kernel of a network that learns features aligns with them in training.
 *
 * @see <a href="https://papers.nips.cc/paper/1946-on-kernel-target-alignment">Cristianini et al. 2001, On kernel-target alignment</a>
 * @see <a href="https://jmlr.org/papers/v13/cortes12a.html">Cortes, Mohri and Rostamizadeh 2012, Algorithms for learning kernels based on centered alignment</a>
 */
public final class KernelAlignment {

    private KernelAlignment() {}

    /** A(K, L) of two matrices [n, n]. */
    public static double of(Array k, Array l) {
        require(k, l);
        return cosine(k.toDoubles(), l.toDoubles());
    }

    /** A(HKH, HLH): kernels that differ by a constant are alike. */
    public static double centred(Array k, Array l) {
        require(k, l);
        int n = k.shape().extent(0);
        return cosine(centred(k.toDoubles(), n), centred(l.toDoubles(), n));
    }

    /** A(K, YYᵀ) for targets [n] or [n, k]. */
    public static double withTargets(Array k, Array y) {
        return of(k, outer(k, y));
    }

    /** A(HKH, HYYᵀH). */
    public static double centredWithTargets(Array k, Array y) {
        return centred(k, outer(k, y));
    }

    private static void require(Array k, Array l) {
        if (k.shape().rank() != 2
                || k.shape().extent(0) != k.shape().extent(1)
                || k.shape().size() == 0
                || !k.shape().equals(l.shape())) {
            throw new ShapeException("alignment: expected two Gram matrices [n, n] of the same samples, got "
                    + k.shape() + " and " + l.shape());
        }
        if (!k.isFinite() || !l.isFinite()) {
            throw new IllegalArgumentException("alignment: a number of the matrices is not finite");
        }
    }

    private static Array outer(Array k, Array y) {
        int n = k.shape().extent(0);
        if (y.shape().rank() < 1 || y.shape().extent(0) != n || n == 0) {
            throw new ShapeException("alignment: expected " + n + " targets, got " + y.shape());
        }
        int width = y.shape().size() / n;
        double[] products = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < width; c++) {
                    products[i * n + j] += y.get(i * width + c) * y.get(j * width + c);
                }
            }
        }
        return Array.of(Shape.of(n, n), products);
    }

    private static double[] centred(double[] k, int n) {
        double[] rows = new double[n];
        double[] columns = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i] += k[i * n + j] / n;
                columns[j] += k[i * n + j] / n;
            }
            mean += rows[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                k[i * n + j] += mean - rows[i] - columns[j];
            }
        }
        return k;
    }

    private static double cosine(double[] k, double[] l) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < k.length; i++) {
            product += k[i] * l[i];
            first += k[i] * k[i];
            second += l[i] * l[i];
        }
        if (first == 0 || second == 0) {
            throw new IllegalArgumentException(
                    "alignment: one of the matrices is 0 (when centred: the same for all samples), its direction unknown");
        }
        return product / Math.sqrt(first) / Math.sqrt(second);
    }
}
