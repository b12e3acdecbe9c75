package dev.lemma.testkit;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What every kernel does: it is symmetric and positive definite, and its derivatives are those of its values, at coincident points too. */
public interface KernelContract {

    /** What is tested. */
    Kernel subject();

    /** Coordinates of the points. */
    default int dimension() {
        return 3;
    }

    /** Some points, [n, d]; two of them are equal and one is 0. */
    default Array points() {
        int d = dimension();
        double[] x = Numbers.normal("kernel", 9, d).toDoubles();
        System.arraycopy(x, 0, x, 7 * d, d);
        Arrays.fill(x, 8 * d, 9 * d, 0);
        return Array.of(Shape.of(9, d), x);
    }

    /** Absolute error of a value that is allowed to single precision, relative to the largest value. */
    default double singlePrecision() {
        return 1e-4;
    }

    /** Whether a coordinate is a number of something, so that points cannot be moved a little. */
    default boolean takesWholeNumbers() {
        return false;
    }

    @Test
    default void isSymmetric() {
        double[] k = gram(points());
        int n = points().shape().extent(0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Assertions.assertThat(k[i * n + j]).as("k(x%d, x%d)", i, j).isCloseTo(k[j * n + i], near(k, 1e-13));
            }
        }
    }

    /** {@code cᵀKc ≥ 0}, by elimination: no pivot is below 0 by more than rounding. */
    @Test
    default void isPositiveDefinite() {
        double[] k = gram(points());
        int n = points().shape().extent(0);
        double largest = largest(k);
        for (int p = 0; p < n; p++) {
            int pivot = p;
            for (int i = p + 1; i < n; i++) {
                pivot = k[i * n + i] > k[pivot * n + pivot] ? i : pivot;
            }
            exchange(k, n, p, pivot);
            double d = k[p * n + p];
            Assertions.assertThat(d)
                    .as("pivot %d: the Gram matrix has a negative eigenvalue", p)
                    .isGreaterThan(-1e-11 * largest);
            if (d <= 1e-11 * largest) {
                // The rest must be 0 up to rounding.
                for (int i = p; i < n; i++) {
                    Assertions.assertThat(k[i * n + i])
                            .as("pivot %d of the rest", i)
                            .isGreaterThan(-1e-11 * largest);
                    for (int j = p; j < n; j++) {
                        Assertions.assertThat(Math.abs(k[i * n + j]))
                                .as("entry beside a pivot of 0")
                                .isLessThan(1e-5 * largest);
                    }
                }
                return;
            }
            for (int i = p + 1; i < n; i++) {
                double factor = k[i * n + p] / d;
                for (int j = p; j < n; j++) {
                    k[i * n + j] -= factor * k[p * n + j];
                }
            }
        }
    }

    private static void exchange(double[] k, int n, int p, int q) {
        for (int j = 0; j < n; j++) {
            double kept = k[p * n + j];
            k[p * n + j] = k[q * n + j];
            k[q * n + j] = kept;
        }
        for (int i = 0; i < n; i++) {
            double kept = k[i * n + p];
            k[i * n + p] = k[i * n + q];
            k[i * n + q] = kept;
        }
    }

    @Test
    default void itsDiagonalIsThatOfItsMatrix() {
        Array x = points();
        int n = x.shape().extent(0);
        double[] k = gram(x);
        Array diagonal = Program.of(
                        Fused.executor(), in -> List.of(Hyperparameters.values(subject(), Pairs.diagonal(in.get(0)))))
                .call(x);
        for (int i = 0; i < n; i++) {
            Assertions.assertThat(diagonal.get(i)).as("k(x%d, x%d)", i, i).isCloseTo(k[i * n + i], near(k, 1e-13));
        }
    }

    /** In the free coordinates of the hyper-parameters, all entries weighted at random. */
    @Test
    default void itsDerivativesInTheHyperparametersAreThoseOfItsValues() {
        List<Hyperparameter> declared = Hyperparameters.of(subject(), dimension());
        if (declared.isEmpty()) {
            return;
        }
        Array x = points();
        int n = x.shape().extent(0);
        Array weights = Numbers.normal("weights", n, n);
        double[] p = declared.stream().mapToDouble(Hyperparameter::value).toArray();
        Program gradient = Program.of(Fused.executor(), in -> List.of(Derivatives.gradient(weighted(in), in.get(0))));
        Program value = Program.of(Fused.executor(), in -> List.of(weighted(in)));
        Array exact = gradient.call(Array.vector(p), x, weights);
        for (int i = 0; i < p.length; i++) {
            Hyperparameter own = declared.get(i);
            double free = own.constraint().free(own.value());
            double step = 1e-5 * (1 + Math.abs(free));
            double above = value.call(moved(p, i, own.constraint().value(free + step)), x, weights)
                    .item();
            double below = value.call(moved(p, i, own.constraint().value(free - step)), x, weights)
                    .item();
            Assertions.assertThat(exact.get(i) * own.constraint().slope(own.value()))
                    .as("derivative in %s", own.name())
                    .isCloseTo((above - below) / (2 * step), Assertions.within(1e-7 * (1 + Math.abs(exact.get(i)))));
        }
    }

    private static Array moved(double[] p, int i, double value) {
        double[] moved = p.clone();
        moved[i] = value;
        return Array.vector(moved);
    }

    private Tensor weighted(List<Tensor> in) {
        int n = points().shape().extent(0);
        Tensor numbers = Tensor.range(DType.FLOAT64, n);
        return Hyperparameters.values(subject(), Pairs.all(in.get(1), in.get(1), numbers, numbers), in.get(0))
                .times(in.get(2))
                .sum();
    }

    /** Where points coincide, too: a silent NaN there spoils every search for hyper-parameters and inducing points. */
    @Test
    default void itsDerivativesInThePointsAreFinite() {
        Array gradient = Numbers.gradient(x -> Hyperparameters.values(subject(), Pairs.all(x, x)), points());
        NDArrayAssert.assertThat(gradient).isFinite();
    }

    @Test
    default void itsDerivativesInThePointsAreThoseOfItsValues() {
        if (takesWholeNumbers()) {
            return;
        }
        Array x = points().rows(0, 4);
        Array y = points().rows(4, 7);
        NDArrayAssert.assertThat(
                        Numbers.gradient(t -> Hyperparameters.values(subject(), Pairs.all(t, Tensor.literal(y))), x))
                .isCloseTo(
                        Numbers.differences(t -> Hyperparameters.values(subject(), Pairs.all(t, Tensor.literal(y))), x),
                        new Tolerance(1e-7, 1e-6));
    }

    @Test
    default void singlePrecisionAgrees() {
        double[] expected = gram(Numbers.single(points()).as(DType.FLOAT64));
        double[] actual = gram(Numbers.single(points()));
        for (int i = 0; i < expected.length; i++) {
            Assertions.assertThat(actual[i]).isCloseTo(expected[i], near(expected, singlePrecision()));
        }
    }

    private double[] gram(Array x) {
        int n = x.shape().extent(0);
        Tensor numbers = Tensor.range(x.type(), n);
        return Program.of(
                        Fused.executor(),
                        in -> List.of(
                                Hyperparameters.values(subject(), Pairs.all(in.get(0), in.get(0), numbers, numbers))))
                .call(x)
                .toDoubles();
    }

    private static double largest(double[] k) {
        double largest = 0;
        for (double value : k) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static Offset<Double> near(double[] k, double relative) {
        return Assertions.within(relative * Math.max(largest(k), 1e-300));
    }
}
