package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The defining equation of each factorisation, over types, sizes and batches. */
class FactorisationsTest {

    static List<Arguments> cases() {
        return Stream.of(DType.values())
                .flatMap(type -> Stream.of(
                        Arguments.of(type, new int[] {0}),
                        Arguments.of(type, new int[] {1}),
                        Arguments.of(type, new int[] {5}),
                        Arguments.of(type, new int[] {70}),
                        Arguments.of(type, new int[] {300}),
                        Arguments.of(type, new int[] {0, 4}),
                        Arguments.of(type, new int[] {3, 2, 6})))
                .toList();
    }

    private static Array random(DType type, int... extents) {
        Shape shape = Shape.of(extents);
        double[] x = new double[shape.size()];
        Randomness.normal(Key.of(shape.hashCode()), x);
        return Array.of(shape, x).as(type);
    }

    private static int[] with(int[] extents, int... more) {
        return Stream.of(java.util.Arrays.copyOf(extents, extents.length - 1), more)
                .flatMapToInt(java.util.Arrays::stream)
                .toArray();
    }

    /** Products of the matrices in the last two axes, in float64. */
    private static Array product(Array a, boolean transposeA, Array b, boolean transposeB) {
        Matrices x = Matrices.of("test", a);
        Matrices y = Matrices.of("test", b);
        int m = transposeA ? x.columns() : x.rows();
        int k = transposeA ? x.rows() : x.columns();
        int n = transposeB ? y.rows() : y.columns();
        double[] c = new double[x.count() * m * n];
        for (int t = 0; t < x.count(); t++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += a.get(x.offset(t) + (transposeA ? p * x.columns() + i : i * x.columns() + p))
                                * b.get(y.offset(t) + (transposeB ? j * y.columns() + p : p * y.columns() + j));
                    }
                    c[(t * m + i) * n + j] = sum;
                }
            }
        }
        return Array.of(x.batch().append(Shape.of(m, n)), c);
    }

    private static Array gram(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        Array x = random(DType.FLOAT64, with(extents, n, n));
        double[] g = product(x, false, x, true).toDoubles();
        for (int i = 0; n > 0 && i < g.length; i++) {
            g[i] += i % (n * n) % (n + 1) == 0 ? n : 0;
        }
        return Array.of(x.shape(), g).as(type);
    }

    private static void close(Array actual, Array expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.shape().size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
            difference = Math.max(difference, Math.abs(actual.get(i) - expected.get(i)));
            assertThat(actual.get(i)).isNotNaN();
        }
        assertThat(difference).isLessThanOrEqualTo(tolerance * largest);
    }

    private static Array identity(Array like) {
        int n = like.shape().extent(-1);
        double[] one = new double[like.shape().size()];
        for (int i = 0; n > 0 && i < one.length; i++) {
            one[i] = i % (n * n) % (n + 1) == 0 ? 1 : 0;
        }
        return Array.of(like.shape(), one);
    }

    private static double tolerance(DType type, int n) {
        return 20 * (n + 2) * type.epsilon();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cholesky(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        Array a = gram(type, extents);
        Array before = Array.of(a.shape(), a.toDoubles()).as(type);
        Cholesky cholesky = Cholesky.of(a);
        assertThat(a).isEqualTo(before);
        Array l = cholesky.factor();
        assertThat(l.type()).isEqualTo(type);
        close(product(l, false, l, true), a, tolerance(type, n));
        for (int i = 0; i < l.shape().size(); i++) {
            int row = i / n % n;
            int column = i % n;
            assertThat(column <= row || l.get(i) == 0).isTrue();
            assertThat(column != row || l.get(i) > 0).isTrue();
        }
        Array x = random(type, with(extents, n, 3));
        Array b = product(a, false, x, false).as(type);
        close(cholesky.solve(b), x, tolerance(type, n) * 10);
        close(Lu.of(a).solve(b), x, tolerance(type, n) * 10);
        close(cholesky.solveTransposedFactor(cholesky.solveFactor(b)), cholesky.solve(b), 0);
        close(product(cholesky.inverse(), false, a, false), identity(a), tolerance(type, n) * 10);
        Array v = random(type, with(extents, n, 1));
        close(cholesky.solve(v.reshape(with(extents, n))).reshape(v.shape()), cholesky.solve(v), 0);
        close(cholesky.logDeterminant(), Lu.of(a).logDeterminant(), tolerance(type, n));
        Array overwritten = Array.of(a.shape(), a.toDoubles()).as(type);
        Array same = type == DType.FLOAT32
                ? Array.of(a.shape(), overwritten.toFloats())
                : Array.of(a.shape(), overwritten.toDoubles());
        assertThat(Cholesky.inPlace(same, Team.of(1)).factor()).isEqualTo(l);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void elimination(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        Array a = random(type, with(extents, n, n));
        Array x = random(type, with(extents, n, 2));
        Lu lu = Lu.of(a);
        // The residual is small whatever the condition.
        Array b = random(type, with(extents, n, 4));
        Array solved = lu.solve(b);
        double size = 0;
        for (int i = 0; i < solved.shape().size(); i++) {
            size = Math.max(size, Math.abs(solved.get(i)));
        }
        Array residual = product(a, false, solved, false);
        for (int i = 0; i < b.shape().size(); i++) {
            assertThat(Math.abs(residual.get(i) - b.get(i))).isLessThanOrEqualTo(tolerance(type, n) * 10 * size);
        }
        Array transposed = product(a, true, lu.solveTransposed(x), false);
        Array turned = lu.solveTransposed(x);
        size = 0;
        for (int i = 0; i < turned.shape().size(); i++) {
            size = Math.max(size, Math.abs(turned.get(i)));
        }
        for (int i = 0; i < x.shape().size(); i++) {
            assertThat(Math.abs(transposed.get(i) - x.get(i))).isLessThanOrEqualTo(tolerance(type, n) * 10 * size);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void determinants(DType type) {
        Array a = Array.matrix(new double[][] {{0, 2, 0}, {3, 0, 0}, {0, 0, 4}}).as(type);
        assertThat(Lu.of(a).determinant().item()).isCloseTo(-24, within(1e-5));
        assertThat(Lu.of(a).sign().item()).isEqualTo(-1);
        assertThat(Lu.of(Array.zeros(type, Shape.of(3, 3))).determinant().item())
                .isZero();
        assertThat(Lu.of(Array.zeros(type, Shape.of(3, 3))).logDeterminant().item())
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Lu.of(Array.zeros(type, Shape.of(3, 3))).isSingular()).isTrue();
        assertThat(Lu.of(Array.zeros(type, Shape.of(0, 0))).determinant().item())
                .isEqualTo(1);
        double[] large = new double[200 * 200];
        for (int i = 0; i < 200; i++) {
            large[i * 201] = i < 100 ? -1e6 : 1e-6;
        }
        assertThat(Lu.of(Array.of(Shape.of(200, 200), large)).determinant().item())
                .isCloseTo(1, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void qr(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        for (int m : new int[] {n, n + 4, n / 2}) {
            Array a = random(type, with(extents, m, n));
            Qr qr = Qr.of(a);
            close(product(qr.q(), false, qr.r(), false), a, tolerance(type, n));
            close(
                    product(qr.q(), true, qr.q(), false),
                    identity(product(qr.q(), true, qr.q(), false)),
                    tolerance(type, n));
            int k = Math.min(m, n);
            for (int i = 0; i < qr.r().shape().size(); i++) {
                int row = i / n % k;
                assertThat(i % n >= row || qr.r().get(i) == 0).isTrue();
                assertThat(i % n != row || qr.r().get(i) >= 0).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void symmetricEigen(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        Array a = gram(type, extents);
        SymmetricEigen eigen = SymmetricEigen.of(a);
        close(product(eigen.vectors(), true, eigen.vectors(), false), identity(a), tolerance(type, n));
        close(eigen.function(x -> x), a, tolerance(type, n));
        Array root = eigen.function(Math::sqrt);
        close(product(root, false, root, false), a, tolerance(type, n));
        close(SymmetricEigen.values(a), eigen.values(), tolerance(type, n));
        for (int i = 0; i < eigen.values().shape().size(); i++) {
            assertThat(i % n == 0 || eigen.values().get(i - 1) <= eigen.values().get(i))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void svd(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        for (int m : new int[] {n, 2 * n + 4, n / 2}) {
            Array a = random(type, with(extents, m, n));
            Svd svd = Svd.of(a);
            close(svd.compose(svd.values()), a, tolerance(type, m));
            close(
                    product(svd.u(), true, svd.u(), false),
                    identity(product(svd.u(), true, svd.u(), false)),
                    tolerance(type, m));
            close(
                    product(svd.vt(), false, svd.vt(), true),
                    identity(product(svd.vt(), false, svd.vt(), true)),
                    tolerance(type, m));
            close(Svd.values(a), svd.values(), tolerance(type, m));
            // The four conditions of Penrose, of which two say the rest for a matrix of full rank.
            Array p = svd.pseudoInverse();
            close(product(product(a, false, p, false), false, a, false), a, tolerance(type, m) * 1000);
            close(product(product(p, false, a, false), false, p, false), p, tolerance(type, m) * 1000);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void leastSquaresOfLeastNorm(DType type) {
        Array thin = random(type, 9, 4);
        Array b = random(type, 9, 2);
        LeastSquares solution = LeastSquares.solve(thin, b);
        double[] left = product(thin, false, solution.x(), false).toDoubles();
        double[] squares = new double[2];
        for (int i = 0; i < left.length; i++) {
            left[i] -= b.get(i);
            squares[i % 2] += left[i] * left[i];
        }
        Array normal = product(thin, true, Array.of(b.shape(), left), false);
        for (int i = 0; i < normal.shape().size(); i++) {
            assertThat(normal.get(i)).isCloseTo(0, within(1e3 * type.epsilon()));
        }
        for (int c = 0; c < 2; c++) {
            assertThat(solution.residuals().get(c)).isCloseTo(Math.sqrt(squares[c]), within(100 * type.epsilon()));
        }
        // Rank 2 of 3: x + y is measured, x − y is free and so 0.
        Array low = Array.matrix(new double[][] {{1, 1, 0}, {2, 2, 0}, {0, 0, 1}, {1, 1, 1}})
                .as(type);
        LeastSquares least = LeastSquares.solve(low, Array.vector(2, 4, 3, 5).as(type));
        assertThat(least.rank()).containsExactly(2);
        double[] x = least.x().toDoubles();
        assertThat(x[0]).isCloseTo(1, within(100 * type.epsilon()));
        assertThat(x[1]).isCloseTo(1, within(100 * type.epsilon()));
        assertThat(x[2]).isCloseTo(3, within(100 * type.epsilon()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void generalEigen(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        Array a = random(type, with(extents, n, n));
        GeneralEigen eigen = GeneralEigen.of(a);
        // A(X + iY) = (X + iY)(α + iβ)
        Array ax = product(a, false, eigen.realVectors(), false);
        Array ay = product(a, false, eigen.imaginaryVectors(), false);
        for (int i = 0; i < ax.shape().size(); i++) {
            int value = i / (n * n) * n + i % n;
            double re = eigen.real().get(value);
            double im = eigen.imaginary().get(value);
            double x = eigen.realVectors().get(i);
            double y = eigen.imaginaryVectors().get(i);
            assertThat(ax.get(i)).isCloseTo(re * x - im * y, within(tolerance(type, n) * 10 * Math.sqrt(n)));
            assertThat(ay.get(i)).isCloseTo(re * y + im * x, within(tolerance(type, n) * 10 * Math.sqrt(n)));
        }
    }

    @Test
    void spectralRadiusOfARotation() {
        Array quarter = Array.matrix(new double[][] {{0, -2}, {2, 0}});
        GeneralEigen eigen = GeneralEigen.of(quarter);
        assertThat(eigen.imaginary().toDoubles()).containsExactly(new double[] {-2, 2}, within(1e-15));
        assertThat(eigen.radius()[0]).isCloseTo(2, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void exponentialOfARotationIsOne(DType type) {
        for (double angle : new double[] {0, 1e-9, 0.01, 0.2, 0.9, 2, 5, 30}) {
            Array turn = Array.matrix(new double[][] {{0, -angle}, {angle, 0}}).as(type);
            double rounded = turn.get(2);
            double[] e = Exponential.of(turn).toDoubles();
            assertThat(e[0]).isCloseTo(Math.cos(rounded), within(20 * type.epsilon() * (1 + angle)));
            assertThat(e[1]).isCloseTo(-Math.sin(rounded), within(20 * type.epsilon() * (1 + angle)));
            assertThat(e[2]).isCloseTo(Math.sin(rounded), within(20 * type.epsilon() * (1 + angle)));
        }
        // The average of the diagonal is taken out: e⁻⁷⁰⁰ and its neighbours are exact, e^{1e4} is refused elsewhere.
        Array shifted = Array.matrix(new double[][] {{-80, 1}, {0, -80}}).as(type);
        assertThat(Exponential.of(shifted).get(1) / Math.exp(-80)).isCloseTo(1, within(1e-6));
        assertThat(Exponential.of(Array.zeros(type, Shape.of(2, 0, 0))).shape()).isEqualTo(Shape.of(2, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void triangular(DType type, int[] extents) {
        int n = extents[extents.length - 1];
        double[] numbers = random(DType.FLOAT64, with(extents, n, n)).toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] / Math.max(1, n) + (i % (n * n) % (n + 1) == 0 ? 2 : 0);
        }
        Array t = Array.of(Shape.of(with(extents, n, n)), numbers).as(type);
        for (boolean lower : new boolean[] {true, false}) {
            double[] half = t.toDoubles();
            for (int i = 0; i < half.length; i++) {
                int row = i / n % n;
                int column = i % n;
                half[i] = lower && column > row || !lower && column < row ? 0 : half[i];
            }
            Array triangle = Array.of(t.shape(), half).as(type);
            for (boolean transposed : new boolean[] {true, false}) {
                for (int k : new int[] {0, 1, 5, 200}) {
                    Array x = random(type, with(extents, n, k));
                    Array b = product(triangle, transposed, x, false).as(type);
                    Array found = Triangular.solve(t, lower, transposed, b);
                    close(found, x, tolerance(type, n) * 4);
                    assertThat(Triangular.solve(t, lower, transposed, b, Team.of(2)))
                            .isEqualTo(found);
                }
            }
        }
    }

    @Test
    void pivotedCholeskyEndsAtTheRank() {
        Array x = random(DType.FLOAT64, 40, 6);
        Array a = product(x, false, x, true);
        PivotedCholesky pivoted = PivotedCholesky.of(a, 40, 1e-12);
        assertThat(pivoted.rank()).isEqualTo(6);
        close(product(pivoted.factor(), false, pivoted.factor(), true), a, 1e-12);
        assertThat(pivoted.pivots()).doesNotHaveDuplicates().hasSize(6);
        PivotedCholesky three = PivotedCholesky.of(a, 3, 0);
        assertThat(three.rank()).isEqualTo(3);
        double trace = 0;
        Array part = product(three.factor(), false, three.factor(), true);
        for (int i = 0; i < 40; i++) {
            trace += a.get(i * 41) - part.get(i * 41);
        }
        assertThat(three.residualTrace()).isCloseTo(trace, within(1e-10 * trace));
        assertThat(three.transposedFactor().shape()).isEqualTo(Shape.of(3, 40));
        double largest = 0;
        int first = 0;
        for (int i = 0; i < 40; i++) {
            if (a.get(i * 41) > largest) {
                largest = a.get(i * 41);
                first = i;
            }
        }
        assertThat(three.pivots()[0]).isEqualTo(first);
    }
}
