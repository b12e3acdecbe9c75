package dev.lemma.compiler.internal.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packed panels: right at every block's edge, and with the same bits while they are compiled and after. */
@Tag("executor")
class PanelsTest {
    private static final int D = FloatPanels.DEPTH;
    private static final int R = FloatPanels.ROW_BLOCK;
    private static final int C = FloatPanels.COLUMN_BLOCK;

    static Stream<Case> cases() {
        return Stream.of(
                        new int[] {48, 48, 48},
                        new int[] {1, 1, 1},
                        new int[] {7, 33, 19},
                        new int[] {12, 32, 16},
                        new int[] {20, 31, D - 1},
                        new int[] {21, 65, D},
                        new int[] {29, 64, D + 1},
                        new int[] {17, 40, 2 * D + 17},
                        new int[] {R - 1, 35, 20},
                        new int[] {R, 32, 33},
                        new int[] {R + 1, 37, 18},
                        new int[] {2 * R + 13, 34, 9},
                        new int[] {26, C - 1, 50},
                        new int[] {25, C, 32},
                        new int[] {24, C + 1, 48},
                        new int[] {36, 2 * C + 19, 70},
                        new int[] {R + 5, C + 7, D + 9})
                .flatMap(s -> Stream.of(0, 1, 2, 3)
                        .flatMap(t -> Stream.of(
                                new Case(t > 1, t % 2 == 1, s[0], s[1], s[2], 0, 0, false),
                                new Case(t > 1, t % 2 == 1, s[0], s[1], s[2], 5, 3, true))));
    }

    /** Until every tile and packer is compiled, or given up. */
    @BeforeAll
    static void warmUp() throws InterruptedException {
        if (!VectorModule.present()) {
            return;
        }
        FloatPanels floats = FloatPanels.preferred();
        DoublePanels doubles = DoublePanels.preferred();
        long end = System.nanoTime() + 40_000_000_000L;
        do {
            for (int t = 0; t < 4; t++) {
                Case any = new Case(t > 1, t % 2 == 1, 20, 64, 32, 0, 0, false);
                any.run((Case.FloatProduct) floats::multiply);
                any.run((Case.DoubleProduct) doubles::multiply);
            }
            Thread.sleep(5);
        } while (floats.cold() + doubles.cold() > 0 && System.nanoTime() < end);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void panelsAgreeWithNaiveLoopsAndInEveryBitWithTheirStandIn(Case c) {
        assumeTrue(VectorModule.present());
        FloatPanels floats = FloatPanels.preferred();
        DoublePanels doubles = DoublePanels.preferred();
        c.check((Case.FloatProduct) floats::multiply);
        c.check((Case.DoubleProduct) doubles::multiply);
        assertThat(c.run((Case.FloatProduct) floats::multiply)).isEqualTo(c.run(PanelsTest::floatRows));
        assertThat(c.run((Case.DoubleProduct) doubles::multiply)).isEqualTo(c.run(PanelsTest::doubleRows));
    }

    /** The stand-in against chains written out. */
    @ParameterizedTest
    @MethodSource("cases")
    void standInAgreesWithNaiveLoops(Case c) {
        c.check(PanelsTest::floatRows);
        c.check(PanelsTest::doubleRows);
    }

    @Test
    void sumsAreChainsOfFusedMultiplyAddsInOrder() {
        assumeTrue(VectorModule.present());
        int m = 20;
        int n = 64;
        int k = D + 40;
        Random random = new Random(4);
        float[] a = new float[m * k];
        float[] b = new float[k * n];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat() - 0.5f;
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = random.nextFloat() - 0.5f;
        }
        float[] c = new float[m * n];
        FloatPanels.preferred().multiply(false, false, m, n, k, a, 0, k, b, 0, n, false, c, 0, n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a[i * k + p], b[p * n + j], sum);
                }
                assertThat(c[i * n + j]).isEqualTo(sum);
            }
        }
    }

    private static void floatRows(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            boolean accumulate,
            float[] c,
            int co,
            int ldc) {
        for (int i = 0; i < m && !accumulate; i++) {
            Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
        }
        new FloatRows().add(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
    }

    private static void doubleRows(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            boolean accumulate,
            double[] c,
            int co,
            int ldc) {
        for (int i = 0; i < m && !accumulate; i++) {
            Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
        }
        new DoubleRows().add(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
    }
}
