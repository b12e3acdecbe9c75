package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Methods that know a matrix by its products, against its factorisations. */
class MatrixFreeTest {

    private static final int N = 60;

    private static Array random(int seed, int... extents) {
        double[] x = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(seed), x);
        return Array.of(Shape.of(extents), x);
    }

    /** {@code Q diag(d) Qᵀ}. */
    private static Array withSpectrum(double[] d) {
        int n = d.length;
        Array q = Qr.of(random(4, n, n)).q();
        return new SymmetricEigen(Array.vector(d), q).function(x -> x);
    }

    private static double[] spectrum(double from, double to) {
        double[] d = new double[N];
        for (int i = 0; i < N; i++) {
            d[i] = from * Math.pow(to / from, i / (N - 1.0));
        }
        return d;
    }

    private static double distance(Array a, Array b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            difference = Math.hypot(difference, a.get(i) - b.get(i));
            size = Math.hypot(size, b.get(i));
        }
        return difference / size;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void conjugateGradientsOfManyColumnsAreThoseOfEach(DType type) {
        Array a = withSpectrum(spectrum(0.5, 50)).as(type);
        Array b = random(8, N, 3).as(type);
        AtomicInteger products = new AtomicInteger();
        SymmetricOperator counted = new SymmetricOperator() {
            final SymmetricOperator inner = SymmetricOperator.of(a);

            @Override
            public Array apply(Array v) {
                return inner.apply(v);
            }

            @Override
            public Array applyAll(Array x) {
                products.incrementAndGet();
                return inner.applyAll(x);
            }
        };
        double tolerance = type == DType.FLOAT64 ? 1e-11 : 2e-6;
        ConjugateGradients method = new ConjugateGradients(counted, tolerance, 300);
        ConjugateGradients.Solution all = method.solve(b);
        assertThat(all.converged()).isTrue();
        assertThat(products.get()).isEqualTo(all.iterations() + 1);
        assertThat(distance(all.x(), Cholesky.of(a).solve(b))).isLessThan(100 * tolerance);
        for (int j = 0; j < 3; j++) {
            assertThat(all.residuals()[j]).isLessThan(20 * tolerance);
            double[] column = new double[N];
            double[] found = new double[N];
            for (int i = 0; i < N; i++) {
                column[i] = b.get(i * 3 + j);
                found[i] = all.x().get(i * 3 + j);
            }
            Array alone = method.solve(Array.vector(column).as(type)).x();
            assertThat(distance(alone, Array.vector(found))).isLessThan(50 * tolerance);
        }
    }

    @Test
    void theErrorEstimateIsBelowTheErrorFourIterationsBefore() {
        Array a = withSpectrum(spectrum(1, 400));
        Array b = random(3, N);
        Array exact = Cholesky.of(a).solve(b);
        SymmetricOperator operator = SymmetricOperator.of(a);
        for (int k : new int[] {8, 14, 20}) {
            double estimate = new ConjugateGradients(operator, 0, k).solve(b).errors()[0];
            double[] error = exact.toDoubles();
            Columns.add(
                    error,
                    -1,
                    new ConjugateGradients(operator, 0, k - 4).solve(b).x().toDoubles());
            double norm = Math.sqrt(
                    Columns.dot(error, operator.apply(Array.vector(error)).toDoubles()));
            assertThat(estimate).isBetween(0.3 * norm, norm * (1 + 1e-9));
        }
    }

    @Test
    void aPreconditionerOfLowRankTakesTheLargeEigenvaluesAway() {
        double[] d = new double[N];
        for (int i = 0; i < N; i++) {
            d[i] = i < 8 ? 1e4 * (i + 1) : 0;
        }
        double[] noisy = withSpectrum(d).toDoubles();
        Array low = Array.of(Shape.of(N, N), noisy.clone());
        for (int i = 0; i < N; i++) {
            noisy[i * (N + 1)] += 0.5 + 0.4 * Math.sin(i);
        }
        Array a = Array.of(Shape.of(N, N), noisy);
        Array b = random(9, N, 2);
        SymmetricOperator operator = SymmetricOperator.of(a);
        Array factor = PivotedCholesky.of(low, 20, 1e-12).factor();
        ConjugateGradients plain = new ConjugateGradients(operator, 1e-9, 500);
        ConjugateGradients helped =
                new ConjugateGradients(operator, ConjugateGradients.lowRankPlusShift(factor, 0.5), 1e-9, 500);
        ConjugateGradients.Solution solution = helped.solve(b);
        assertThat(solution.converged()).isTrue();
        assertThat(solution.iterations()).isLessThan(plain.solve(b).iterations());
        assertThat(distance(solution.x(), Cholesky.of(a).solve(b))).isLessThan(1e-5);
        // For LLᵀ + σ²I itself it is the inverse.
        double[] shifted = low.toDoubles();
        for (int i = 0; i < N; i++) {
            shifted[i * (N + 1)] += 0.5;
        }
        Array inverse = ConjugateGradients.lowRankPlusShift(factor, 0.5).applyAll(b);
        assertThat(distance(
                        inverse, Cholesky.of(Array.of(Shape.of(N, N), shifted)).solve(b)))
                .isLessThan(1e-7);
        assertThat(ConjugateGradients.diagonal(Array.vector(2, 4))
                        .apply(Array.vector(2, 2))
                        .toDoubles())
                .containsExactly(1, 0.5);
    }

    @Test
    void conjugateGradientsRefuseWhatIsNotPositive() {
        SymmetricOperator negative = v -> Array.vector(-v.get(0), v.get(1));
        assertThatThrownBy(() -> new ConjugateGradients(negative, 1e-9, 10).solve(Array.vector(1, 0.1)))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("MINRES");
        assertThatThrownBy(() -> new ConjugateGradients(negative, 1e-9, 10).solve(Array.vector(1, Double.NaN)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new ConjugateGradients(negative, -1, 10)).hasMessageContaining("tolerance");
        ConjugateGradients.Solution few = new ConjugateGradients(
                        SymmetricOperator.of(withSpectrum(spectrum(1, 1e6))), 1e-12, 3)
                .solve(random(1, N));
        assertThat(few.converged()).isFalse();
        assertThat(few.residuals()[0]).isGreaterThan(1e-12);
        assertThat(new ConjugateGradients(negative, 1e-9, 3)
                        .solve(Array.vector(0, 0))
                        .x()
                        .toDoubles())
                .containsExactly(0, 0);
    }

    @Test
    void minresSolvesIndefiniteAndSingularSystems() {
        double[] d = spectrum(0.3, 30);
        for (int i = 0; i < N; i += 3) {
            d[i] = -d[i];
        }
        Array a = withSpectrum(d);
        Array b = random(2, N);
        MinimalResidual method = new MinimalResidual(SymmetricOperator.of(a), 1e-11, 500);
        MinimalResidual.Solution solution = method.solve(b);
        assertThat(solution.converged()).isTrue();
        assertThat(solution.residual()).isLessThan(1e-10);
        assertThat(distance(solution.x(), Lu.of(a).solve(b))).isLessThan(1e-8);
        assertThat(solution.normEstimate()).isBetween(10.0, 30.001);
        // Singular, without a solution: least squares, and it says so.
        Array singular = Array.matrix(new double[][] {{2, 0, 0}, {0, -1, 0}, {0, 0, 0}});
        MinimalResidual.Solution least =
                new MinimalResidual(SymmetricOperator.of(singular), 1e-12, 50).solve(Array.vector(2, 3, 1));
        assertThat(least.residual()).isCloseTo(1 / Math.sqrt(14), within(1e-9));
        assertThat(least.normalResidual()).isLessThan(1e-9);
        assertThat(least.x().get(0)).isCloseTo(1, within(1e-9));
        assertThat(least.x().get(1)).isCloseTo(-3, within(1e-9));
        // The residual never grows.
        double last = 1;
        for (int k = 1; k < 30; k += 4) {
            double residual =
                    new MinimalResidual(SymmetricOperator.of(a), 0, k).solve(b).residual();
            assertThat(residual).isLessThanOrEqualTo(last * (1 + 1e-12));
            last = residual;
        }
    }

    @Test
    void lsqrFindsTheLeastSquares() {
        for (int[] shape : new int[][] {{40, 12}, {12, 40}, {20, 20}}) {
            Array a = random(shape[0], shape[0], shape[1]);
            Array b = random(6, shape[0]);
            LinearOperator operator = LinearOperator.of(a);
            assertThat(operator.discrepancy(random(1, shape[0]), random(2, shape[1])))
                    .isLessThan(1e-14);
            Lsqr.Solution solution = new Lsqr(operator, 1e-12, 400).solve(b);
            LeastSquares exact = LeastSquares.solve(a, b);
            assertThat(solution.converged()).isTrue();
            assertThat(distance(solution.x(), exact.x())).isLessThan(1e-8);
            assertThat(solution.residual()).isCloseTo(exact.residuals().item(), within(1e-8));
            assertThat(solution.conditionEstimate()).isGreaterThan(1);
            // Damped: the normal equations (AᵀA + δ²I) x = Aᵀb.
            double[] normal = operator.applyAdjointAll(a).toDoubles();
            for (int i = 0; i < shape[1]; i++) {
                normal[i * (shape[1] + 1)] += 0.49;
            }
            Array ridge =
                    Cholesky.of(Array.of(Shape.of(shape[1], shape[1]), normal)).solve(operator.applyAdjoint(b));
            Lsqr.Solution damped = new Lsqr(operator, 0.7, 1e-12, 400).solve(b);
            assertThat(distance(damped.x(), ridge)).isLessThan(1e-8);
            assertThat(damped.normalResidual()).isLessThan(1e-8);
        }
    }

    @Test
    void tracesAreWithinTheirErrors() {
        Array a = withSpectrum(spectrum(0.01, 100));
        double trace = 0;
        double frobenius = 0;
        for (int i = 0; i < N; i++) {
            trace += a.get(i * (N + 1));
            for (int j = 0; j < N; j++) {
                frobenius += i == j ? 0 : a.get(i * N + j) * a.get(i * N + j);
            }
        }
        SymmetricOperator operator = SymmetricOperator.of(a);
        Estimate plain = Trace.hutchinson(operator, N, DType.FLOAT64, 60, Key.of(1));
        Estimate sharp = Trace.hutchPlusPlus(operator, N, DType.FLOAT64, 60, Key.of(1));
        // Six standard errors: a wrong estimator of the same spread passes with probability 2e-9.
        assertThat(Math.abs(plain.value() - trace)).isLessThan(6 * plain.standardError());
        assertThat(Math.abs(sharp.value() - trace)).isLessThan(6 * sharp.standardError());
        assertThat(plain.standardError())
                .isCloseTo(Math.sqrt(2 * frobenius / 60), within(0.5 * Math.sqrt(2 * frobenius / 60)));
        assertThat(sharp.standardError()).isLessThan(plain.standardError() / 5);
        assertThat(plain.products()).isEqualTo(60);
        assertThat(sharp.products()).isEqualTo(60);
        // Of low rank, exact.
        double[] few = new double[N];
        few[3] = 5;
        few[9] = -2;
        assertThat(Trace.hutchPlusPlus(SymmetricOperator.of(withSpectrum(few)), N, DType.FLOAT64, 12, Key.of(3))
                        .value())
                .isCloseTo(3, within(1e-10));
    }

    @Test
    void quadratureOfLogarithmAndDensity() {
        double[] d = spectrum(0.5, 20);
        Array a = withSpectrum(d);
        double exact = Cholesky.of(a).logDeterminant().item();
        LanczosQuadrature quadrature =
                LanczosQuadrature.of(SymmetricOperator.of(a), N, DType.FLOAT64, 25, 40, Key.of(5), Team.of(1));
        Estimate found = quadrature.logDeterminant();
        assertThat(Math.abs(found.value() - exact)).isLessThan(6 * found.standardError());
        assertThat(found.standardError()).isLessThan(0.1 * exact);
        assertThat(quadrature.ruleError(Math::log)).isLessThan(0.01 * found.standardError());
        LanczosQuadrature coarse =
                LanczosQuadrature.of(SymmetricOperator.of(a), N, DType.FLOAT64, 4, 40, Key.of(5), Team.of(1));
        assertThat(coarse.ruleError(Math::log))
                .isGreaterThan(Math.abs(coarse.logDeterminant().value() - found.value()));
        // tr A and tr A² are exact rules: what is left are the probes.
        assertThat(quadrature.trace(x -> 1).value()).isCloseTo(N, within(1e-9));
        assertThat(quadrature.smallest()).isGreaterThanOrEqualTo(0.5 - 1e-9);
        assertThat(quadrature.largest()).isBetween(19.9, 20 + 1e-9);
        double mass = 0;
        for (int i = 0; i < 400; i++) {
            mass += quadrature.density(-5 + 0.1 * i, 0.5) * 0.1;
        }
        assertThat(mass).isCloseTo(1, within(1e-6));
        assertThatThrownBy(() -> quadrature.trace(x -> Math.log(-x))).hasMessageContaining("node");
        double[] flat = new double[N];
        java.util.Arrays.fill(flat, 2);
        LanczosQuadrature one = LanczosQuadrature.of(
                SymmetricOperator.of(withSpectrum(flat)), N, DType.FLOAT64, 5, 2, Key.of(5), Team.of(1));
        assertThat(one.logDeterminant().value()).isCloseTo(N * Math.log(2), within(1e-9));
        assertThat(one.ruleError(Math::log)).isLessThan(1e-9);
    }

    @Test
    void theNormOfAnOperator() {
        Array a = random(12, 30, 20);
        double exact = Svd.values(a).get(0);
        OperatorNorm norm = OperatorNorm.of(LinearOperator.of(a), DType.FLOAT64, 1e-9, 2000, Key.of(2));
        assertThat(norm.converged()).isTrue();
        assertThat(norm.value()).isBetween(exact * (1 - 1e-12), exact * (1 + 1e-14));
        assertThat(norm.left().shape()).isEqualTo(Shape.of(30));
        assertThat(norm.right().shape()).isEqualTo(Shape.of(20));
        OperatorNorm early = OperatorNorm.of(LinearOperator.of(a), DType.FLOAT64, 0, 3, Key.of(2));
        assertThat(early.converged()).isFalse();
        assertThat(early.value()).isLessThan(exact);
        double nearest = Double.POSITIVE_INFINITY;
        for (double s : Svd.values(a).toDoubles()) {
            nearest = Math.min(nearest, Math.abs(s - early.value()));
        }
        assertThat(nearest).isLessThanOrEqualTo(early.residual());
        assertThat(OperatorNorm.of(
                                LinearOperator.of(Array.zeros(DType.FLOAT64, Shape.of(2, 2))),
                                DType.FLOAT64,
                                0,
                                3,
                                Key.of(1))
                        .value())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void randomisedSingularValues(DType type) {
        int m = 50;
        int n = 35;
        Array u = Qr.of(random(1, m, n)).q();
        Array v = Qr.of(random(2, n, n)).q();
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            s[i] = Math.pow(0.5, i);
        }
        Array a = new Svd(u, Array.vector(s), v).compose(Array.vector(s)).as(type);
        RandomizedSvd found = RandomizedSvd.of(LinearOperator.of(a), type, 6, Key.of(3));
        double[] difference = found.svd().compose(found.svd().values()).toDoubles();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= a.get(i);
        }
        double error = Svd.values(Array.of(Shape.of(m, n), difference)).get(0);
        assertThat(error).isLessThanOrEqualTo(found.errorBound()).isCloseTo(s[6], within(0.01 * s[6]));
        for (int i = 0; i < 6; i++) {
            assertThat(found.svd().values().get(i)).isCloseTo(s[i], within(type == DType.FLOAT64 ? 1e-9 : 1e-6));
        }
        assertThat(found.svd().vt().shape()).isEqualTo(Shape.of(6, n));
        assertThatThrownBy(() -> RandomizedSvd.of(LinearOperator.of(a), type, 36, Key.of(3)))
                .hasMessageContaining("rank 36");
    }
}
