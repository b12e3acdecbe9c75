package dev.lemma.core.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializersTest {

    private static final Shape SHAPE = Shape.of(120, 250);

    /** Initializer, variance for fan-in 250 and fan-out 120, fourth moment over the squared variance. */
    static List<Arguments> laws() {
        return List.of(
                Arguments.of(Initializers.normal(0.3), 0.09, 3.0),
                Arguments.of(Initializers.uniform(0.6), 0.12, 1.8),
                Arguments.of(Initializers.lecunNormal(), 1.0 / 250, 3.0),
                Arguments.of(Initializers.lecunUniform(), 1.0 / 250, 1.8),
                Arguments.of(Initializers.heNormal(), 2.0 / 250, 3.0),
                Arguments.of(Initializers.heUniform(), 2.0 / 250, 1.8),
                Arguments.of(Initializers.glorotNormal(), 2.0 / 370, 3.0),
                Arguments.of(Initializers.glorotUniform(), 2.0 / 370, 1.8),
                Arguments.of(Initializers.torchDefault(), 1.0 / 750, 1.8));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void hasTheMomentsItStates(Initializer initializer, double variance, double kurtosis) {
        Law law = initializer.law(SHAPE, 250, 120);
        assertThat(law.standardDeviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
        Array drawn = law.draw(Key.of(11), SHAPE);
        double[] moments = new double[5];
        for (int i = 0; i < SHAPE.size(); i++) {
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(drawn.get(i), k) / SHAPE.size();
            }
        }
        // 30000 numbers: five standard errors.
        assertThat(moments[1]).isCloseTo(0, within(5 * Math.sqrt(variance / SHAPE.size())));
        assertThat(moments[2] / variance).isCloseTo(1, within(5 * Math.sqrt((kurtosis - 1) / SHAPE.size())));
        assertThat(moments[4] / (variance * variance)).isCloseTo(kurtosis, within(0.3));
        assertThat(law.draw(Key.of(11), SHAPE)).isEqualTo(drawn);
        assertThat(law.draw(Key.of(12), SHAPE)).isNotEqualTo(drawn);
    }

    @Test
    void torchDefaultLiesInTheIntervalOfPyTorch() {
        Array drawn = Initializers.torchDefault().law(SHAPE, 250, 120).draw(Key.of(1), SHAPE);
        double largest = 0;
        for (int i = 0; i < SHAPE.size(); i++) {
            largest = Math.max(largest, Math.abs(drawn.get(i)));
        }
        assertThat(largest).isBetween(0.99 / Math.sqrt(250), 1 / Math.sqrt(250));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 40, 90})
    void orthogonalRowsOrColumns(int rows) {
        Shape shape = Shape.of(rows, 8, 5);
        double gain = 1.5;
        Law law = Initializers.orthogonal(gain).law(shape, 40, rows);
        Array w = law.draw(Key.of(2), shape);
        int columns = 40;
        boolean wide = rows <= columns;
        int count = Math.min(rows, columns);
        double squares = 0;
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    dot += wide
                            ? w.get(a * columns + k) * w.get(b * columns + k)
                            : w.get(k * columns + a) * w.get(k * columns + b);
                }
                assertThat(dot).isCloseTo(a == b ? gain * gain : 0, within(1e-13));
                squares += a == b ? dot : 0;
            }
        }
        assertThat(Math.sqrt(squares / shape.size())).isCloseTo(law.standardDeviation(), within(1e-14));
        assertThat(law.draw(Key.of(2), shape)).isEqualTo(w);
        Array half = law.scaled(0.5).draw(Key.of(2), shape);
        assertThat(half.get(7)).isCloseTo(w.get(7) / 2, within(1e-15));
    }

    @Test
    void orthogonalSquareMatricesAreOfBothOrientations() {
        // Haar measure on O(1) and on O(2): determinants ±1 equally often, the first entry of mean 0.
        int positive = 0;
        for (int i = 0; i < 400; i++) {
            Array q = Initializers.orthogonal(1).law(Shape.of(2, 2), 2, 2).draw(Key.of(i), Shape.of(2, 2));
            positive += q.get(0) * q.get(3) - q.get(1) * q.get(2) > 0 ? 1 : 0;
        }
        assertThat(positive).isBetween(150, 250);
    }

    @Test
    void constantsAndMistakes() {
        assertThat(Initializers.ones()
                        .law(SHAPE, 1, 1)
                        .draw(Key.of(0), Shape.of(2))
                        .toDoubles())
                .containsExactly(1, 1);
        assertThat(Initializers.zeros().law(SHAPE, 1, 1).standardDeviation()).isZero();
        assertThatThrownBy(() -> Initializers.normal(-1)).hasMessageContaining("standard deviation");
        assertThatThrownBy(() -> Initializers.orthogonal(1).law(Shape.of(3), 1, 3))
                .hasMessageContaining("two axes");
        assertThatThrownBy(() -> Initializers.heNormal().law(Shape.of(3, 0), 0, 3))
                .hasMessageContaining("fan-in 0");
    }
}
