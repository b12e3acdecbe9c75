package dev.lemma.kernels.rkhs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

class RkhsTest {

    private static final List<Kernel> KERNELS = List.of(
            Kernels.gaussian(1.1),
            Kernels.matern52(0.9).times(2.0),
            Kernels.matern32(0.9),
            Kernels.arcCosine(1).plus(Kernels.constant(0.5)),
            Kernels.polynomial(3, 0.5, 1));

    private static Array normal(String purpose, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(11).of(purpose), numbers);
        return Array.of(shape, numbers);
    }

    private static RkhsFunction some(Kernel kernel, String purpose, int n) {
        return RkhsFunction.of(kernel, normal(purpose, n, 3), normal(purpose + "!", n));
    }

    private static double[] row(Array x, int i) {
        return x.rows(i, i + 1).toDoubles();
    }

    /** {@code ⟨f, k(·, x)⟩ = f(x)}, {@code ⟨k(·, x), k(·, y)⟩ = k(x, y)}, to 1e-12. */
    @Test
    void theKernelReproduces() {
        Array x = normal("at", 6, 3);
        for (Kernel kernel : KERNELS) {
            RkhsFunction f = some(kernel, "f", 12);
            Array values = f.at(x);
            Array k = Gram.of(kernel).matrix(x, x.rows(0, 6));
            for (int i = 0; i < 6; i++) {
                RkhsFunction own = RkhsFunction.representer(kernel, row(x, i));
                assertThat(f.inner(own)).isCloseTo(values.get(i), within(1e-12 * (1 + Math.abs(values.get(i)))));
                assertThat(own.inner(f)).isCloseTo(values.get(i), within(1e-12 * (1 + Math.abs(values.get(i)))));
                assertThat(Math.abs(values.get(i))).isLessThanOrEqualTo(f.norm() * own.norm() * (1 + 1e-12));
                for (int j = 0; j < 6; j++) {
                    double inner = own.inner(RkhsFunction.representer(kernel, row(x, j)));
                    assertThat(inner).isCloseTo(k.get(6 * i + j), within(1e-12 * (1 + Math.abs(inner))));
                }
            }
        }
    }

    /** Bilinear, and the parallelogram law, to 1e-12; functions on different points. */
    @Test
    void theInnerProductIsOne() {
        for (Kernel kernel : KERNELS) {
            RkhsFunction f = some(kernel, "f", 12);
            RkhsFunction g = some(kernel, "g", 7);
            RkhsFunction h = some(kernel, "h", 5);
            double scale = (f.norm() + g.norm()) * (h.norm() + g.norm()) + 1;
            assertThat(f.plus(g.times(2)).inner(h)).isCloseTo(f.inner(h) + 2 * g.inner(h), within(1e-12 * scale));
            assertThat(f.inner(g)).isCloseTo(g.inner(f), within(1e-12 * scale));
            double left = Math.pow(f.plus(g).norm(), 2) + Math.pow(f.minus(g).norm(), 2);
            assertThat(left).isCloseTo(2 * f.inner(f) + 2 * g.inner(g), within(1e-12 * left));
            assertThat(f.distance(g)).isCloseTo(g.distance(f), within(1e-11 * scale));
            assertThat(f.distance(f)).isZero();
        }
    }

    /** The error is orthogonal to the span, values at its points are kept, and projecting twice is projecting once. */
    @Test
    void aProjectionIsOrthogonal() {
        for (Kernel kernel : List.of(Kernels.gaussian(0.8), Kernels.matern32(0.9), Kernels.laplace(1))) {
            RkhsFunction f = some(kernel, "f", 12);
            Array z = normal("z", 8, 3);
            RkhsFunction p = f.projectedOnto(z);
            RkhsFunction error = f.minus(p);
            for (int j = 0; j < 8; j++) {
                assertThat(error.inner(RkhsFunction.representer(kernel, row(z, j))))
                        .isCloseTo(0, within(1e-12 * f.norm()));
            }
            assertThat(error.inner(p)).isCloseTo(0, within(1e-11 * f.inner(f)));
            assertThat(Math.pow(p.norm(), 2) + Math.pow(error.norm(), 2))
                    .isCloseTo(f.inner(f), within(1e-11 * f.inner(f)));
            assertThat(p.projectedOnto(z).distance(p)).isCloseTo(0, within(1e-6 * f.norm()));
            RkhsFunction least = RkhsFunction.interpolating(kernel, z, f.at(z));
            assertThat(least.norm()).isLessThan(f.norm());
            Golden.assertClose("interpolation", least.at(z), f.at(z), 1e-11);
        }
    }

    /** Against differences, and at a point of the function itself. */
    @Test
    void gradientsAreThoseOfTheFunction() {
        for (Kernel kernel : KERNELS) {
            RkhsFunction f = some(kernel, "f", 12);
            Array x = normal("at", 4, 3);
            Array gradient = f.gradient(x);
            assertThat(gradient.shape()).isEqualTo(x.shape());
            for (int place = 0; place < 12; place++) {
                double step = 1e-5;
                double[] above = x.toDoubles();
                above[place] += step;
                double[] below = x.toDoubles();
                below[place] -= step;
                double difference = (f.at(Array.of(x.shape(), above)).get(place / 3)
                                - f.at(Array.of(x.shape(), below)).get(place / 3))
                        / (2 * step);
                assertThat(gradient.get(place)).isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
            }
            assertThat(f.gradient(f.points()).isFinite()).isTrue();
        }
    }

    /** {@code reference/metrics/samples}: a Gaussian kernel of four bandwidths, samples of equal and of different sizes. */
    @Test
    void discrepanciesAsStored() {
        Golden golden = Golden.read("metrics/samples");
        double[] bandwidths = golden.get("mmd.bandwidths").toDoubles();
        for (String pair : List.of("XY", "XZ")) {
            for (int i = 0; i < bandwidths.length; i++) {
                Kernel k = Kernels.gaussian(bandwidths[i]);
                Array x = golden.get("X");
                Array y = golden.get(pair.substring(1));
                MeanDiscrepancy d = MeanDiscrepancy.of(k, x, y);
                double biased = golden.get("mmd." + pair + ".biased").get(i);
                double unbiased = golden.get("mmd." + pair + ".unbiased").get(i);
                assertThat(d.biased())
                        .isCloseTo(
                                biased,
                                within(1e-12
                                                * golden.get("mmd." + pair + ".biased")
                                                        .get(0)
                                        + 1e-14));
                assertThat(d.unbiased()).isCloseTo(unbiased, within(1e-12));
                double distance = RkhsFunction.meanEmbedding(k, x).distance(RkhsFunction.meanEmbedding(k, y));
                assertThat(distance * distance).isCloseTo(biased, within(1e-12));
            }
        }
    }

    /** Under one law the p-value is uniform: 100 tests at level 0.1 reject Binomial(100, 0.1) times, above 25 once in 10⁵. A shift by one standard deviation is always seen. */
    @Test
    void thePermutationTestKeepsItsLevel() {
        Kernel k = Kernels.gaussian(1);
        int rejected = 0;
        for (int trial = 0; trial < 100; trial++) {
            double p = MeanDiscrepancy.permutationTest(
                    k, normal("x" + trial, 12, 2), normal("y" + trial, 15, 2), 39, Key.of(trial));
            rejected += p <= 0.1 ? 1 : 0;
        }
        assertThat(rejected).isLessThanOrEqualTo(25);
        double[] shifted = normal("shifted", 40, 2).toDoubles();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += 1;
        }
        assertThat(MeanDiscrepancy.permutationTest(
                        k, normal("x", 40, 2), Array.of(Shape.of(40, 2), shifted), 99, Key.of(0)))
                .isEqualTo(0.01);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> RkhsFunction.of(Kernels.gaussian(1), normal("x", 3, 2), normal("a", 4)))
                .hasMessageContaining("[n, d]");
        assertThatThrownBy(() -> MeanDiscrepancy.of(Kernels.gaussian(1), normal("x", 3, 2), normal("y", 3, 1)))
                .hasMessageContaining("[m, d]");
    }
}
