package dev.lemma.compiler.internal.lapack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.compiler.concurrent.Team;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each routine's defining equation, in the native library and in Java, both types; matrices are column-major. */
class LapackTest {

    record Case(String name, Lapack lapack, boolean wide, int n) {
        @Override
        public String toString() {
            return name + (wide ? " float64 " : " float32 ") + n;
        }

        double tolerance() {
            return 40 * (n + 3) * (wide ? 0x1p-52 : 0x1p-23);
        }

        Object numbers(double[] x) {
            if (wide) {
                return x.clone();
            }
            float[] f = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                f[i] = (float) x[i];
            }
            return f;
        }
    }

    static List<Case> cases() {
        return java.util.stream.Stream.of(1, 2, 7, 40)
                .flatMap(n -> java.util.stream.Stream.of(
                        new Case("best", Lapack.best(), true, n),
                        new Case("best", Lapack.best(), false, n),
                        new Case("plain", Lapack.plain(), true, n),
                        new Case("plain", Lapack.plain(), false, n)))
                .toList();
    }

    private static double[] random(int size) {
        double[] x = new double[size];
        Randomness.normal(Key.of(size), x);
        for (int i = 0; i < size; i++) {
            x[i] = (float) x[i];
        }
        return x;
    }

    private static double[] wide(Object x) {
        if (x instanceof double[] d) {
            return d;
        }
        float[] f = (float[]) x;
        double[] d = new double[f.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = f[i];
        }
        return d;
    }

    /** Column-major m × k times k × n. */
    private static double[] product(int m, int n, int k, double[] a, double[] b) {
        double[] c = new double[m * n];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < k; p++) {
                for (int i = 0; i < m; i++) {
                    c[i + j * m] += a[i + p * m] * b[p + j * k];
                }
            }
        }
        return c;
    }

    private static double[] transpose(int m, int n, double[] a) {
        double[] b = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                b[j + i * n] = a[i + j * m];
            }
        }
        return b;
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        double largest = 1e-300;
        for (double x : expected) {
            largest = Math.max(largest, Math.abs(x));
        }
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / largest)
                    .as("at " + i)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    private static double[] gram(int n) {
        double[] x = random(n * n);
        double[] g = product(n, n, n, x, transpose(n, n, x));
        for (int i = 0; i < n; i++) {
            g[i * (n + 1)] += 1;
        }
        return g;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void potrf(Case c) {
        int n = c.n();
        double[] a = wide(c.numbers(gram(n)));
        Object u = c.numbers(a);
        assertThat(c.lapack().potrf(true, n, u)).isZero();
        double[] upper = wide(u).clone();
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                assertThat(upper[i + j * n]).as("not touched").isEqualTo(a[i + j * n]);
                upper[i + j * n] = 0;
            }
        }
        assertClose(product(n, n, n, transpose(n, n, upper), upper), a, c.tolerance());
        if (n > 2) {
            a[2 * (n + 1)] = -1;
            assertThat(c.lapack().potrf(true, n, c.numbers(a))).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void getrf(Case c) {
        int n = c.n();
        double[] a = random(n * n);
        Object lu = c.numbers(a);
        int[] pivots = new int[n];
        assertThat(c.lapack().getrf(n, n, lu, pivots)).isZero();
        double[] l = wide(lu).clone();
        double[] u = wide(lu).clone();
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                l[i + j * n] = i == j ? 1 : i > j ? l[i + j * n] : 0;
                u[i + j * n] = i <= j ? u[i + j * n] : 0;
            }
        }
        double[] product = product(n, n, n, l, u);
        for (int i = n - 1; i >= 0; i--) {
            for (int j = 0; j < n; j++) {
                double t = product[i + j * n];
                product[i + j * n] = product[pivots[i] - 1 + j * n];
                product[pivots[i] - 1 + j * n] = t;
            }
        }
        assertClose(product, a, c.tolerance());
        assertThat(c.lapack().getrf(n, n, c.numbers(new double[n * n]), pivots)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gelqfAndOrglq(Case c) {
        for (int m : new int[] {c.n(), c.n() + 3, Math.max(1, c.n() - 2)}) {
            int n = c.n();
            int k = Math.min(m, n);
            double[] a = random(m * n);
            Object lq = c.numbers(a);
            Object tau = c.numbers(new double[k]);
            assertThat(c.lapack().gelqf(m, n, lq, tau)).isZero();
            double[] l = new double[m * k];
            double[] rows = new double[k * n];
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < m; i++) {
                    if (j < k && i >= j) {
                        l[i + j * m] = wide(lq)[i + j * m];
                    }
                    if (i < k) {
                        rows[i + j * k] = wide(lq)[i + j * m];
                    }
                }
            }
            Object q = c.numbers(rows);
            assertThat(c.lapack().orglq(k, n, k, q, tau)).isZero();
            assertClose(product(m, n, k, l, wide(q)), a, c.tolerance());
            double[] identity = product(k, k, n, wide(q), transpose(k, n, wide(q)));
            for (int i = 0; i < k; i++) {
                identity[i * (k + 1)] -= 1;
            }
            for (double x : identity) {
                assertThat(Math.abs(x)).isLessThan(c.tolerance());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void syevd(Case c) {
        int n = c.n();
        double[] a = wide(c.numbers(gram(n)));
        Object v = c.numbers(a);
        Object values = c.numbers(new double[n]);
        assertThat(c.lapack().syevd(true, n, v, values)).isZero();
        double[] scaled = wide(v).clone();
        for (int j = 0; j < n; j++) {
            assertThat(j == 0 || wide(values)[j - 1] <= wide(values)[j]).isTrue();
            for (int i = 0; i < n; i++) {
                scaled[i + j * n] *= wide(values)[j];
            }
        }
        assertClose(product(n, n, n, scaled, transpose(n, n, wide(v))), a, c.tolerance());
        Object alone = c.numbers(new double[n]);
        assertThat(c.lapack().syevd(false, n, c.numbers(a), alone)).isZero();
        assertClose(wide(alone), wide(values), c.tolerance());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gesdd(Case c) {
        for (int m : new int[] {c.n(), c.n() + 3, 2 * c.n() + 1, Math.max(1, c.n() / 3)}) {
            int n = c.n();
            int k = Math.min(m, n);
            double[] a = random(m * n);
            Object s = c.numbers(new double[k]);
            Object u = c.numbers(new double[m * k]);
            Object vt = c.numbers(new double[k * n]);
            assertThat(c.lapack().gesdd(true, m, n, c.numbers(a), s, u, vt)).isZero();
            double[] scaled = wide(u).clone();
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < m; i++) {
                    scaled[i + j * m] *= wide(s)[j];
                }
            }
            assertClose(product(m, n, k, scaled, wide(vt)), a, c.tolerance());
            Object alone = c.numbers(new double[k]);
            assertThat(c.lapack()
                            .gesdd(
                                    false,
                                    m,
                                    n,
                                    c.numbers(a),
                                    alone,
                                    c.numbers(new double[1]),
                                    c.numbers(new double[1])))
                    .isZero();
            assertClose(wide(alone), wide(s), c.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void geev(Case c) {
        int n = c.n();
        double[] a = random(n * n);
        Object re = c.numbers(new double[n]);
        Object im = c.numbers(new double[n]);
        Object u = c.numbers(new double[n * n]);
        assertThat(c.lapack().geev(n, c.numbers(a), re, im, u)).isZero();
        double trace = 0;
        for (int j = 0; j < n; j++) {
            trace += wide(re)[j] - a[j * (n + 1)];
            boolean pair = wide(im)[j] != 0;
            int first = wide(im)[j] < 0 ? j - 1 : j;
            double[] x = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = wide(u)[i + first * n];
                y[i] = pair ? Math.signum(wide(im)[j]) * wide(u)[i + (first + 1) * n] : 0;
            }
            // (x − iy)ᵀ A = λ (x − iy)ᵀ
            double[] xa = product(1, n, n, x, a);
            double[] ya = product(1, n, n, y, a);
            for (int i = 0; i < n; i++) {
                assertThat(Math.abs(xa[i] - wide(re)[j] * x[i] - wide(im)[j] * y[i]))
                        .isLessThan(c.tolerance() * 10);
                assertThat(Math.abs(-ya[i] + wide(re)[j] * y[i] - wide(im)[j] * x[i]))
                        .isLessThan(c.tolerance() * 10);
            }
        }
        assertThat(Math.abs(trace)).isLessThan(c.tolerance() * n);
    }

    /** Cholesky by blocks is that of LAPACK; a pivot that fails in a later block is found at its place. */
    @Test
    void choleskyByBlocks() {
        for (boolean wide : new boolean[] {true, false}) {
            for (int n : new int[] {1, 128, 129, 300}) {
                Case c = new Case("best", Lapack.best(), wide, n);
                double[] a = gram(n);
                Object whole = c.numbers(a);
                Object blocks = c.numbers(a);
                Object shared = c.numbers(a);
                assertThat(Lapack.best().potrf(true, n, whole)).isZero();
                assertThat(CholeskyBlocks.blocked(n, blocks, Team.of(1), Lapack.best()))
                        .isZero();
                try (Team two = Team.of(2)) {
                    assertThat(CholeskyBlocks.blocked(n, shared, two, Lapack.best()))
                            .isZero();
                }
                assertThat(wide(shared)).isEqualTo(wide(blocks));
                assertClose(wide(blocks), wide(whole), c.tolerance() * n);
                double[] before = wide(c.numbers(a));
                double[] after = wide(blocks);
                boolean touched = false;
                for (int i = 0; i < n; i++) {
                    for (int j = i + 1; j < n; j++) {
                        touched |= after[i * n + j] != before[i * n + j];
                    }
                }
                assertThat(touched).as("above the diagonal").isFalse();
                int bad = n / 2;
                a[bad * (n + 1)] = -1;
                assertThat(CholeskyBlocks.blocked(n, c.numbers(a), Team.of(1), Lapack.best()))
                        .isEqualTo(bad + 1);
            }
        }
    }

    /** LU by blocks is that of LAPACK, pivots too, and the same whoever shares the work; a singular matrix is named by its first pivot. */
    @Test
    void luByBlocks() {
        for (boolean wide : new boolean[] {true, false}) {
            for (int n : new int[] {1, 100, 128, 129, 300, 401}) {
                Case c = new Case("best", Lapack.best(), wide, n);
                double[] a = new Random(n).doubles(n * n, -1, 1).toArray();
                Object whole = c.numbers(a);
                Object blocks = c.numbers(a);
                Object shared = c.numbers(a);
                int[] pivots = new int[n];
                int[] blockPivots = new int[n];
                int[] sharedPivots = new int[n];
                assertThat(Lapack.best().getrf(n, n, whole, pivots)).isZero();
                assertThat(LuBlocks.blocked(n, blocks, blockPivots, Team.of(1), Lapack.best()))
                        .isZero();
                try (Team two = Team.of(2)) {
                    assertThat(LuBlocks.blocked(n, shared, sharedPivots, two, Lapack.best()))
                            .isZero();
                }
                assertThat(wide(shared)).isEqualTo(wide(blocks));
                assertThat(sharedPivots).isEqualTo(blockPivots);
                if (wide) {
                    assertThat(blockPivots).isEqualTo(pivots);
                    assertClose(wide(blocks), wide(whole), 1e-9 * n);
                }
                int bad = n / 2;
                for (int j = 0; j < n; j++) {
                    a[bad * n + j] = 0;
                }
                assertThat(LuBlocks.blocked(n, c.numbers(a), new int[n], Team.of(1), Lapack.best()))
                        .isEqualTo(bad + 1);
            }
        }
    }

    @Test
    void theNativeLibraryIsUsedWhereItIs() {
        assertThat(Lapack.best().description()).contains("LAPACK of");
        assertThat(Lapack.plain().description()).contains("Java");
    }
}
