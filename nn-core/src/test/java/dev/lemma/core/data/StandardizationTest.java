package dev.lemma.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardizationTest {

    /** μ = (4, 7), σ² = ((1 + 4 + 9 + 4)/4, …) by hand; the third feature does not vary. */
    @Test
    void hasTheMomentsOfTheTrainingPart() {
        Array rows = Array.matrix(new double[][] {{3, 7, 0.1}, {2, 9, 0.1}, {7, 5, 0.1}, {4, 7, 0.1}});
        Standardization fitted = Standardization.of(Dataset.of(rows, Array.vector(0, 0, 0, 0)));
        assertThat(fitted.mean()).isEqualTo(Array.vector(4, 7, 0.1));
        assertThat(fitted.deviation()).isEqualTo(Array.vector(Math.sqrt(3.5), Math.sqrt(2), 1));
        assertThat(fitted.apply(Array.matrix(new double[][] {{4, 9, 1.1}})).toDoubles())
                .containsExactly(new double[] {0, Math.sqrt(2), 1}, within(1e-15));
    }

    /** A naive sum of squares loses all digits here. */
    @Test
    void keepsItsDigitsFarFromZero() {
        double[] numbers = new double[1000];
        Arrays.setAll(numbers, i -> 1e9 + (i % 2));
        Standardization fitted = Standardization.of(Array.vector(numbers));
        assertThat(fitted.mean().item()).isEqualTo(1e9 + 0.5);
        assertThat(fitted.deviation().item()).isEqualTo(0.5);
        Arrays.setAll(numbers, i -> i % 2 == 0 ? 1e300 : -1e300);
        assertThat(Standardization.of(Array.vector(numbers)).deviation().item()).isCloseTo(1e300, within(1e287));
    }

    @Test
    void isUndoneByItsInverse() {
        Array rows = Array.matrix(new double[][] {{3, 7}, {2, 9}, {7, 5}});
        Standardization fitted = Standardization.of(rows);
        assertThat(fitted.invert(fitted.apply(rows)).toDoubles()).containsExactly(rows.toDoubles(), within(1e-14));
        Array floats = rows.as(DType.FLOAT32);
        assertThat(fitted.apply(floats).type()).isEqualTo(DType.FLOAT32);
        assertThat(fitted.apply(floats)).isEqualTo(fitted.apply(rows).as(DType.FLOAT32));
    }

    @Test
    void keepsNamesAndTargets() {
        Dataset part = Dataset.of(Array.matrix(new double[][] {{1, 2}, {3, 5}}), Array.vector(0, 1))
                .withFeatureNames(List.of("a", "b"))
                .withClassNames(List.of("no", "yes"));
        Dataset standard = Standardization.of(part).apply(part);
        assertThat(standard.featureNames()).containsExactly("a", "b");
        assertThat(standard.classNames()).containsExactly("no", "yes");
        assertThat(standard.featureArray().toDoubles()).containsExactly(-1, -1, 1, 1);
        assertThat(standard.targetArray()).isEqualTo(part.targetArray());
    }

    @Test
    void refusesOtherShapesAndNonFiniteData() {
        Standardization fitted = Standardization.of(Array.matrix(new double[][] {{3, 7}, {2, 9}}));
        assertThatThrownBy(() -> fitted.apply(Array.vector(1, 2))).hasMessageContaining("[2]");
        assertThatThrownBy(() -> Standardization.of(Array.vector(1, Double.NaN)))
                .hasMessageContaining("example 1 has NaN");
        assertThatThrownBy(() -> Standardization.of(Array.zeros(DType.FLOAT64, Shape.of(0, 2))))
                .hasMessageContaining("[0, 2]");
        assertThatThrownBy(() -> new Standardization(Array.vector(0), Array.vector(0)))
                .hasMessageContaining("above 0");
    }
}
