package dev.lemma.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Array SCORES =
            Array.matrix(new double[][] {{1, 2, 0}, {5, 1, 1}, {0, 1, 3}, {2, 2, 1}, {0, 1, 0}});
    private static final Array CLASSES = Array.vector(1, 0, 1, 0, 2);

    @Test
    void accuracyOfScoresSignsAndOneHotRows() {
        assertThat(Metrics.ACCURACY.of(SCORES, CLASSES)).isCloseTo(3.0 / 5, within(1e-15));
        assertThat(Metrics.ERROR_RATE.of(SCORES, CLASSES)).isCloseTo(2.0 / 5, within(1e-15));
        assertThat(Metrics.ACCURACY.of(SCORES, CLASSES.reshape(5, 1))).isCloseTo(3.0 / 5, within(1e-15));
        Array oneHot = Array.matrix(new double[][] {{0, 1, 0}, {1, 0, 0}, {0, 1, 0}, {1, 0, 0}, {0, 0, 1}});
        assertThat(Metrics.ACCURACY.of(SCORES, oneHot)).isCloseTo(3.0 / 5, within(1e-15));
        Array binary = Array.of(Shape.of(4, 1), new double[] {-1, 2, 3, -0.5});
        assertThat(Metrics.ACCURACY.of(binary, Array.vector(-1, 1, -1, -1))).isEqualTo(0.75);
        assertThat(Metrics.ACCURACY.of(binary, Array.vector(0, 1, 0, 0))).isEqualTo(0.75);
    }

    @Test
    void errorsAndExplainedVariance() {
        Array f = Array.vector(1, 2, 3, 5);
        Array y = Array.of(Shape.of(4, 1), new double[] {1, 3, 3, 4});
        assertThat(Metrics.MEAN_SQUARED_ERROR.of(f, y)).isEqualTo(0.5);
        assertThat(Metrics.ROOT_MEAN_SQUARED_ERROR.of(f, y)).isEqualTo(Math.sqrt(0.5));
        assertThat(Metrics.MEAN_ABSOLUTE_ERROR.of(f, y)).isEqualTo(0.5);
        // Σ (y − 2.75)² = 4.75.
        assertThat(Metrics.R2.of(f, y)).isCloseTo(1 - 2 / 4.75, within(1e-15));
        assertThat(Metrics.R2.of(y, y)).isEqualTo(1);
        assertThat(Metrics.R2.of(Array.vector(1, 1), Array.vector(1, 1))).isEqualTo(1);
    }

    @Test
    void aLongMeanDoesNotDrift() {
        Array ones = Array.full(DType.FLOAT32, Shape.of(3_000_000), 0.1f);
        Array zeros = Array.zeros(DType.FLOAT32, Shape.of(3_000_000));
        assertThat(Metrics.MEAN_ABSOLUTE_ERROR.of(ones, zeros)).isEqualTo(0.1f);
    }

    @Test
    void confusionMatrix() {
        ConfusionMatrix matrix = ConfusionMatrix.of(SCORES, CLASSES);
        assertThat(matrix.classes()).isEqualTo(3);
        assertThat(matrix.count(0, 0)).isEqualTo(2);
        assertThat(matrix.count(1, 2)).isEqualTo(1);
        assertThat(matrix.count(2, 1)).isEqualTo(1);
        assertThat(matrix.accuracy()).isCloseTo(0.6, within(1e-15));
        assertThat(matrix.precision(1)).isEqualTo(0.5);
        assertThat(matrix.recall(1)).isEqualTo(0.5);
        assertThat(matrix.f1(0)).isEqualTo(1);
        assertThat(matrix.f1(2)).isZero();
        assertThat(matrix.macroF1()).isEqualTo(0.5);
        assertThat(matrix).hasToString("2 0 0\n0 1 1\n0 1 0\n");
    }

    /** NaN in, NaN out; an infinite entry gives infinity; a matrix of counts has no place for NaN. */
    @Test
    void whatIsNotFiniteIsNotHidden() {
        Array broken = Array.matrix(new double[][] {{Double.NaN, Double.NaN}, {1, 2}});
        assertThat(Metrics.ACCURACY.of(broken, Array.vector(0, 1))).isNaN();
        assertThat(Metrics.ERROR_RATE.of(broken, Array.vector(0, 1))).isNaN();
        assertThat(Metrics.ACCURACY.of(Array.vector(1, -1), Array.vector(1, Double.NaN)))
                .isNaN();
        assertThatThrownBy(() -> ConfusionMatrix.of(broken, Array.vector(0, 1))).hasMessageContaining("NaN");
        Array infinite = Array.vector(1, Double.POSITIVE_INFINITY, 3, 4);
        Array y = Array.vector(1, 2, 3, 5);
        assertThat(Metrics.MEAN_SQUARED_ERROR.of(infinite, y)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Metrics.MEAN_ABSOLUTE_ERROR.of(infinite, y)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Metrics.R2.of(infinite, y)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Metrics.R2.of(Array.vector(Double.NaN, 1), Array.vector(1, 1)))
                .isNaN();
    }

    /** The mean of three times 0.1 rounds to another number. */
    @Test
    void constantTargetsAreConstantHoweverTheirMeanRounds() {
        Array tenths = Array.vector(0.1, 0.1, 0.1);
        assertThat(Metrics.R2.of(Array.vector(0.1, 0.1, 0.2), tenths)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Metrics.R2.of(tenths, tenths)).isEqualTo(1);
    }

    @Test
    void mistakes() {
        assertThatThrownBy(() -> Metrics.ACCURACY.of(SCORES, Array.vector(1, 0)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Metrics.ACCURACY.of(SCORES, Array.vector(1, 0, 3, 0, 0)))
                .hasMessageContaining("sample 2");
        assertThatThrownBy(() -> Metrics.ACCURACY.of(SCORES, Array.vector(1, 0, 0.5, 0, 0)))
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> Metrics.MEAN_SQUARED_ERROR.of(SCORES, CLASSES)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Metrics.MEAN_SQUARED_ERROR.of(Array.vector(), Array.vector()))
                .isInstanceOf(ShapeException.class);
    }
}
