package dev.lemma.kernels.large;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.FormatException;
import dev.lemma.core.io.Npy;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.machine.KernelMachine;
import dev.lemma.kernels.machine.KernelRidge;
import dev.lemma.kernels.machine.PointLoss;
import dev.lemma.kernels.rkhs.RkhsFunction;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import dev.lemma.testkit.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FalkonTest {

    private static final Kernel KERNEL = Kernels.gaussian(2.0);

    private static Array inputs(int n, int d) {
        double[] x = new double[n * d];
        Randomness.normal(Key.of(31), x);
        return Array.of(Shape.of(n, d), x);
    }

    private static Array targets(Array x) {
        int n = x.shape().extent(0);
        int d = x.shape().extent(1);
        double[] y = new double[n];
        Randomness.normal(Key.of(32), y);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                sum += x.get(i * d + j);
            }
            y[i] = Math.sin(sum) + 0.1 * y[i];
        }
        return Array.vector(y);
    }

    /** The normal equations on the same centres, by Cholesky: {@code (K_nmᵀK_nm + nλK_mm)α = K_nmᵀy}. */
    private static RkhsFunction direct(Kernel kernel, Array z, Array x, Array y, double penalty) {
        Gram gram = Gram.of(kernel);
        int n = x.shape().extent(0);
        int m = z.shape().extent(0);
        double[] k = gram.matrix(x, z).toDoubles();
        double[] h = gram.matrix(z).toDoubles();
        double[] right = new double[m];
        for (int i = 0; i < m * m; i++) {
            h[i] *= n * penalty;
        }
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < m; i++) {
                double a = k[row * m + i];
                right[i] += a * y.get(row);
                for (int j = 0; j < m; j++) {
                    h[i * m + j] += a * k[row * m + j];
                }
            }
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                h[i * m + j] = h[j * m + i];
            }
        }
        PositiveDefinite system = PositiveDefinite.of(Array.of(Shape.of(m, m), h), Jitter.USUAL, () -> "rounding");
        return RkhsFunction.of(kernel, z, system.solve(Array.vector(right)));
    }

    /** 3000 points: the values agree with the direct solution's to 1e-6, blocks kept, computed anew or mixed. */
    @Test
    void itIsTheDirectSolution() {
        Array x = inputs(3000, 3);
        Array y = targets(x);
        // Rough enough for the normal equations themselves to be solved to 1e-6.
        Kernel kernel = Kernels.matern32(2.0);
        Falkon falkon = Falkon.centres(300).tolerance(1e-8).iterations(100);
        Falkon.Fit fit = falkon.memory(0).fit(kernel, 1e-3, x, y);
        assertThat(fit.converged()).isTrue();
        assertThat(fit.history()).hasSizeLessThan(40);
        Array at = inputs(200, 3);
        Array expected = direct(kernel, fit.function().points(), x, y, 1e-3).at(at);
        Golden.assertClose("computed anew", fit.predict(at), expected, 1e-6);
        Golden.assertClose(
                "kept", falkon.memory(1L << 30).fit(kernel, 1e-3, x, y).predict(at), expected, 1e-6);
        Golden.assertClose(
                "some kept",
                falkon.memory(3 * 2048 * 300 * 8).fit(kernel, 1e-3, x, y).predict(at),
                expected,
                1e-6);
        Golden.assertClose(
                "float32",
                falkon.tolerance(1e-6)
                        .type(DType.FLOAT32)
                        .fit(kernel, 1e-3, x, y)
                        .predict(at),
                expected,
                1e-3);
    }

    /**
     * A wide Gaussian, whose K_mm is singular to working precision. The normal equations are then ill-conditioned (their solution is off by parts in a thousand); in the
     * coordinates {@code β = Lᵀα}, {@code K_mm = LLᵀ}, in which λ bounds the smallest eigenvalue, the direct solution is a good one.
     */
    @Test
    void itIsTheDirectSolutionForAWideGaussian() {
        Array x = inputs(3000, 3);
        Array y = targets(x);
        Kernel kernel = Kernels.gaussian(5.0);
        double penalty = 1e-4;
        Falkon.Fit fit = Falkon.centres(300).tolerance(1e-10).iterations(200).fit(kernel, penalty, x, y);
        assertThat(fit.converged()).isTrue();
        assertThat(fit.jitter()).isPositive().isLessThan(1e-12);
        Array z = fit.function().points();
        PositiveDefinite outer =
                PositiveDefinite.of(Gram.of(kernel).matrix(z), new Jitter(fit.jitter(), 1e-6), () -> "equal centres");
        assertThat(outer.jitter()).isEqualTo(fit.jitter());
        // Φ = K_nm L⁻ᵀ, (ΦᵀΦ + nλI)β = Φᵀy.
        Array half = outer.factor().solveFactor(Gram.of(kernel).matrix(z, x));
        double[] phi = half.toDoubles();
        int m = z.shape().extent(0);
        int n = x.shape().extent(0);
        double[] h = new double[m * m];
        double[] right = new double[m];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < n; k++) {
                right[i] += phi[i * n + k] * y.get(k);
            }
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? n * penalty : 0;
                for (int k = 0; k < n; k++) {
                    sum += phi[i * n + k] * phi[j * n + k];
                }
                h[i * m + j] = sum;
                h[j * m + i] = sum;
            }
        }
        Array beta = PositiveDefinite.of(Array.of(Shape.of(m, m), h), Jitter.NONE, () -> "rounding")
                .solve(Array.vector(right));
        Array at = inputs(200, 3);
        Golden.assertClose(
                "values",
                fit.predict(at),
                RkhsFunction.of(kernel, z, outer.factor().solveTransposedFactor(beta))
                        .at(at),
                1e-6);
    }

    /** With every point a centre it is kernel ridge regression, for any kernel. */
    @Test
    void withAllCentresItIsRidgeRegression() {
        Array x = inputs(150, 3);
        Array y = targets(x);
        for (Kernel kernel : List.of(Kernels.matern32(1.5), Kernels.laplace(2.0), (Kernel)
                (h, p) -> p.squaredDistance().plus(1).reciprocal())) {
            Golden.assertClose(
                    "all centres",
                    KernelRidge.of(kernel, 1e-3)
                            .solver(Falkon.centres(150).tolerance(1e-12).iterations(200))
                            .fit(x, y)
                            .predict(x),
                    KernelRidge.of(kernel, 1e-3).fit(x, y).function().at(x),
                    1e-7);
        }
    }

    @Test
    void logisticLossWithAllCentresIsTheKernelMachine() {
        Array x = inputs(200, 2);
        double[] sign = targets(x).toDoubles();
        for (int i = 0; i < sign.length; i++) {
            sign[i] = sign[i] > 0 ? 1 : -1;
        }
        Array y = Array.vector(sign);
        Kernel kernel = Kernels.matern32(1.5);
        Falkon.Fit fit = Falkon.centres(200)
                .tolerance(1e-10)
                .iterations(200)
                .fit(kernel, PointLoss.LOGISTIC, 1e-3, Points.of(x), Points.of(y));
        Golden.assertClose(
                "logistic",
                fit.predict(x),
                KernelMachine.logistic(kernel, 1e-3).fit(x, y).at(x),
                1e-6);
        assertThat(fit.newtonSteps()).isBetween(3, 20);
    }

    /** A file, float32 and float64, in blocks that cross its parts; the same function as from the array. */
    @Test
    void readsAFileThatNeedNotFit(@TempDir Path folder) throws IOException {
        Array x = inputs(5000, 3);
        Array y = targets(x);
        Path fileX = folder.resolve("x.npy");
        Path fileY = folder.resolve("y.npy");
        Npy.write(fileX, x);
        Npy.write(fileY, y);
        Points mapped = Points.mapped(fileX);
        assertThat(mapped.rows()).isEqualTo(5000);
        assertThat(mapped.columns()).isEqualTo(3);
        assertThat(mapped.block(4990, 10, DType.FLOAT64)).isEqualTo(x.rows(4990, 5000));
        assertThat(Points.mapped(fileY).columns()).isEqualTo(1);
        Falkon falkon = Falkon.centres(60).memory(0);
        assertThat(falkon.fit(KERNEL, 1e-4, mapped, Points.mapped(fileY))
                        .function()
                        .coefficients())
                .isEqualTo(falkon.fit(KERNEL, 1e-4, x, y).function().coefficients());
        Npy.write(fileX, x.as(DType.FLOAT32));
        assertThat(Points.mapped(fileX).block(17, 1, DType.FLOAT32))
                .isEqualTo(x.rows(17, 18).as(DType.FLOAT32));
        byte[] cut = Files.readAllBytes(fileX);
        Files.write(fileX, Arrays.copyOf(cut, cut.length - 5));
        assertThatThrownBy(() -> Points.mapped(fileX))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("bytes");
        Files.writeString(fileX, "not an array at all");
        assertThatThrownBy(() -> Points.mapped(fileX)).hasMessageContaining("not an npy file");
    }

    /** Stopped after any iteration, it goes on from the file to the same bits. (A file is replaced as a whole: kill -9 leaves the last one.) */
    @Test
    void goesOnFromItsFile(@TempDir Path folder) {
        Array x = inputs(1000, 3);
        Array y = targets(x);
        Falkon falkon = Falkon.centres(80).tolerance(1e-9);
        Falkon.Fit whole = falkon.fit(KERNEL, 1e-5, x, y);
        Path file = folder.resolve("state.npz");
        List<Integer> told = new ArrayList<>();
        for (int stop : new int[] {1, 4, 50}) {
            falkon.checkpoint(file)
                    .iterations(stop)
                    .listener(p -> told.add(p.iteration()))
                    .fit(KERNEL, 1e-5, x, y);
        }
        Falkon.Fit resumed = falkon.checkpoint(file).fit(KERNEL, 1e-5, x, y);
        assertThat(resumed.function().coefficients()).isEqualTo(whole.function().coefficients());
        assertThat(resumed.history()).hasSameSizeAs(whole.history());
        assertThat(told).doesNotHaveDuplicates().hasSameSizeAs(whole.history());
        assertThatThrownBy(() -> falkon.checkpoint(file).fit(KERNEL, 1e-4, x, y))
                .hasMessageContaining("another problem");
    }

    @Test
    void refusesWhatCannotBeSolved() {
        Array x = inputs(20, 3);
        assertThatThrownBy(() -> Falkon.centres(21).fit(KERNEL, 1e-3, x, targets(x)))
                .hasMessageContaining("21 centres");
        assertThatThrownBy(() -> Falkon.centres(5).fit(KERNEL, 0, x, targets(x)))
                .hasMessageContaining("penalty");
        assertThatThrownBy(() -> Falkon.centres(5).fit(KERNEL, 1, x, Array.vector(1, 2)))
                .hasMessageContaining("2 rows");
        assertThatThrownBy(() -> Falkon.centres(0)).hasMessageContaining("centres");
    }
}
