package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TridiagonalEigenTest {

    private static double[] filled(int n, double value) {
        double[] filled = new double[n];
        Arrays.fill(filled, value);
        return filled;
    }

    /** The second difference has the eigenvalues {@code 2 − 2 cos(jπ/(k + 1))}. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 101})
    void secondDifference(int k) {
        double[] values = TridiagonalEigen.of(filled(k, 2), filled(k - 1, -1)).values();
        for (int j = 1; j <= k; j++) {
            assertThat(values[j - 1]).isCloseTo(2 - 2 * Math.cos(j * Math.PI / (k + 1)), within(2e-15 * k));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void vectorsAreOrthonormalAndDiagonalise(long seed) {
        int k = 30;
        double[] alpha = new double[k];
        double[] beta = new double[k - 1];
        Randomness.normal(Key.of(seed), alpha);
        Randomness.normal(Key.of(seed).at(1), beta);
        beta[7] = 0; // falls into two matrices
        alpha[3] *= 1e6;
        TridiagonalEigen eigen = TridiagonalEigen.of(alpha, beta);
        double norm = 1e6;
        for (int i = 0; i < k; i++) {
            double[] s = eigen.vector(i);
            double theta = eigen.values()[i];
            for (int r = 0; r < k; r++) {
                double product =
                        alpha[r] * s[r] + (r > 0 ? beta[r - 1] * s[r - 1] : 0) + (r < k - 1 ? beta[r] * s[r + 1] : 0);
                assertThat(product - theta * s[r]).isCloseTo(0, within(1e-14 * norm));
            }
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int r = 0; r < k; r++) {
                    dot += s[r] * eigen.vector(j)[r];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-14));
            }
        }
        assertThat(eigen.values()).isSorted();
    }

    @Test
    void equalAndZeroEigenvalues() {
        assertThat(TridiagonalEigen.of(new double[] {3, 3, 3}, new double[2]).values())
                .containsExactly(3, 3, 3);
        assertThat(TridiagonalEigen.of(new double[4], new double[3]).values()).containsExactly(0, 0, 0, 0);
        assertThat(TridiagonalEigen.of(new double[2], new double[] {1}).values())
                .containsExactly(new double[] {-1, 1}, within(1e-15));
    }

    @Test
    void refusesWhatIsNotATridiagonalMatrix() {
        assertThatThrownBy(() -> TridiagonalEigen.of(new double[3], new double[3]))
                .hasMessageContaining("got 3 and 3");
        assertThatThrownBy(() -> TridiagonalEigen.of(new double[0], new double[0]))
                .hasMessageContaining("k >= 1");
        assertThatThrownBy(() -> TridiagonalEigen.of(new double[] {1, Double.NaN}, new double[1]))
                .hasMessageContaining("finite");
    }
}
