package dev.lemma.optim.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-138, 1e-142, 1e-160, 1e-300, 1e150, 1e160, 1e300})
    void normsAreRightWhereSquaresOverflowOrUnderflow(double scale) {
        double[] x = {3 * scale, 0, -4 * scale, 12 * scale};
        assertThat(Vectors.norm(x)).isCloseTo(13 * scale, within(1e-14 * scale));
        assertThat(Vectors.norm(new double[] {scale * 1e-8, scale})).isCloseTo(scale, within(1e-15 * scale));
    }

    @Test
    void normsOfWhatIsNotFiniteAreNotEither() {
        assertThat(Vectors.norm(new double[] {1, Double.NaN, 2})).isNaN();
        assertThat(Vectors.norm(new double[] {1, Double.NEGATIVE_INFINITY})).isInfinite();
        assertThat(Vectors.norm(new double[2])).isZero();
        assertThat(Vectors.norm(new double[0])).isZero();
        assertThat(Vectors.isFinite(new double[] {1, Double.NaN})).isFalse();
        assertThat(Vectors.isFinite(new double[] {1, Double.NEGATIVE_INFINITY})).isFalse();
        assertThat(Vectors.isFinite(new double[] {1, -2})).isTrue();
    }

    @Test
    void vectorsAreAddedScaledAndMeasured() {
        double[] x = {1, -2, 4};
        double[] y = {3, 5, -1};
        assertThat(Vectors.dot(x, y)).isEqualTo(-11);
        assertThat(Vectors.absoluteSum(x)).isEqualTo(7);
        assertThat(Vectors.largest(new double[] {1, -5, 4})).isEqualTo(5);
        assertThat(Vectors.difference(x, y)).containsExactly(-2, -7, 5);
        assertThat(Vectors.scaled(x, 3)).containsExactly(3, -6, 12);
        assertThat(Vectors.negated(x)).containsExactly(-1, 2, -4);
        Vectors.add(y, 2, x);
        assertThat(y).containsExactly(5, 1, 7);
        assertThat(x).containsExactly(1, -2, 4);
    }
}
