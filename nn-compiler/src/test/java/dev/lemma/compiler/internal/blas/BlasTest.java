package dev.lemma.compiler.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("executor")
class BlasTest {

    static Stream<Blas> implementations() {
        List<Blas> all = new ArrayList<>(List.of(Blas.plain(), Blas.best()));
        if (Blas.best().isNative()) {
            all.add(new CopyingBlas());
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void agreesWithNaiveLoops(Blas blas) {
        Random random = new Random(5);
        for (int round = 0; round < 120; round++) {
            boolean ta = random.nextBoolean();
            boolean tb = random.nextBoolean();
            int m = random.nextInt(40);
            int n = round % 3 == 0 ? 1 + random.nextInt(9) : random.nextInt(300);
            int k = round % 9 == 0 ? 250 + random.nextInt(300) : random.nextInt(90);
            int offset = random.nextInt(4);
            int lda = (ta ? m : k) + random.nextInt(3);
            int ldb = (tb ? k : n) + random.nextInt(3);
            int ldc = n + random.nextInt(3);
            double alpha = round % 3 == 0 ? 1 : 0.5;
            double beta = round % 3 - 1;
            double[] a = values(random, offset + (ta ? k : m) * lda);
            double[] b = values(random, offset + (tb ? n : k) * ldb);
            double[] c = values(random, offset + m * ldc);
            double[] expected = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += a[offset + (ta ? p * lda + i : i * lda + p)]
                                * b[offset + (tb ? j * ldb + p : p * ldb + j)];
                    }
                    expected[offset + i * ldc + j] = alpha * sum + (beta == 0 ? 0 : beta * c[offset + i * ldc + j]);
                }
            }
            float[] narrow = floats(c);
            if (beta == 0 && m > 0 && n > 0) {
                c[offset] = Double.NaN;
                narrow[offset] = Float.NaN;
            }
            blas.gemm(ta, tb, m, n, k, alpha, a, offset, lda, b, offset, ldb, beta, c, offset, ldc);
            blas.gemm(
                    ta,
                    tb,
                    m,
                    n,
                    k,
                    (float) alpha,
                    floats(a),
                    offset,
                    lda,
                    floats(b),
                    offset,
                    ldb,
                    (float) beta,
                    narrow,
                    offset,
                    ldc);
            for (int i = 0; i < c.length; i++) {
                assertThat(Math.abs(c[i] - expected[i]) < 1e-14 * (k + 1))
                        .as("float64 %d", i)
                        .isTrue();
                assertThat(Math.abs(narrow[i] - expected[i]) < 1e-7 * (k + 1))
                        .as("float32 %d", i)
                        .isTrue();
            }
        }
    }

    /** Pieces of at most 2000 operations, so that all three cuts happen. */
    @Test
    void cutsDoNotChangeTheProduct() {
        CutBlas cut = new CutBlas() {
            @Override
            boolean fits(int m, int n, int k) {
                return 2.0 * m * n * k <= 100_000;
            }

            @Override
            void call(
                    boolean ta,
                    boolean tb,
                    int m,
                    int n,
                    int k,
                    float alpha,
                    float[] a,
                    int ao,
                    int lda,
                    float[] b,
                    int bo,
                    int ldb,
                    float beta,
                    float[] c,
                    int co,
                    int ldc) {
                Blas.plain().gemm(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            }

            @Override
            void call(
                    boolean ta,
                    boolean tb,
                    int m,
                    int n,
                    int k,
                    double alpha,
                    double[] a,
                    int ao,
                    int lda,
                    double[] b,
                    int bo,
                    int ldb,
                    double beta,
                    double[] c,
                    int co,
                    int ldc) {
                Blas.plain().gemm(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            }

            @Override
            public boolean isNative() {
                return false;
            }

            @Override
            public String description() {
                return "cut";
            }

            @Override
            public void pinThreads() {}
        };
        Random random = new Random(6);
        for (int[] s : new int[][] {{400, 70, 50}, {30, 500, 70}, {20, 30, 5000}, {150, 3, 9000}}) {
            for (int t = 0; t < 4; t++) {
                int m = s[0];
                int n = s[1];
                int k = s[2];
                boolean ta = t > 1;
                boolean tb = t % 2 == 1;
                int lda = ta ? m : k;
                int ldb = tb ? k : n;
                double[] a = values(random, m * k);
                double[] b = values(random, k * n);
                double[] c = values(random, m * n);
                double[] expected = c.clone();
                Blas.plain().gemm(ta, tb, m, n, k, 0.5, a, 0, lda, b, 0, ldb, 2, expected, 0, n);
                cut.gemm(ta, tb, m, n, k, 0.5, a, 0, lda, b, 0, ldb, 2, c, 0, n);
                float[] narrow = new float[m * n];
                float[] narrowExpected = new float[m * n];
                Blas.plain().gemm(ta, tb, m, n, k, 1, floats(a), 0, lda, floats(b), 0, ldb, 0, narrowExpected, 0, n);
                cut.gemm(ta, tb, m, n, k, 1, floats(a), 0, lda, floats(b), 0, ldb, 0, narrow, 0, n);
                for (int i = 0; i < c.length; i++) {
                    assertThat(Math.abs(c[i] - expected[i])).isLessThan(1e-15 * (k + 1));
                    assertThat(Math.abs(narrow[i] - narrowExpected[i])).isLessThan(1e-7f * (k + 1));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void operandsOutsideTheirArraysAreRefused(Blas blas) {
        double[] four = {1, 2, 3, 4};
        double[] c = {9, 9, 9, 9};
        assertThatThrownBy(() -> blas.gemm(false, true, 2, 2, 2, 1.0, four, 0, 2, four, 1, 2, 0.0, c, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operand B")
                .hasMessageContaining("5 elements, got 4");
        assertThatThrownBy(() -> blas.gemm(false, false, 2, -1, 2, 1.0, four, 0, 2, four, 0, 2, 0.0, c, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n = -1");
        assertThatThrownBy(() -> blas.gemm(false, false, 2, 2, 2, 1.0, four, -1, 2, four, 0, 2, 0.0, c, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset is negative");
        assertThat(c).containsOnly(9);
    }

    @Test
    void pinningKeepsWorking() {
        Blas blas = Blas.best();
        blas.pinThreads();
        double[] c = new double[1];
        blas.gemm(false, false, 1, 1, 1, 2.0, new double[] {3}, 0, 1, new double[] {4}, 0, 1, 0.0, c, 0, 1);
        assertThat(c[0]).isEqualTo(24);
        assertThat(blas.description()).isNotBlank();
    }

    private static double[] values(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
