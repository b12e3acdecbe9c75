package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LanczosTest {

    private static Array normal(DType type, int n) {
        double[] numbers = new double[n];
        Randomness.normal(Key.of(n), numbers);
        return Array.of(Shape.of(n), numbers).as(type);
    }

    private static SymmetricOperator diagonal(double[] d) {
        return v -> {
            double[] product = v.toDoubles();
            for (int i = 0; i < d.length; i++) {
                product[i] *= d[i];
            }
            return Array.of(v.shape(), product).as(v.type());
        };
    }

    /** The numbers 0, 1/n, 2/n, … with two outliers, that Lanczos finds within few steps and would find again without reorthogonalisation. */
    private static double[] spectrum(int n) {
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = (double) i / n;
        }
        d[n / 2] = 30;
        d[7] = -20;
        return d;
    }

    private static double dot(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void extremeValuesAreFoundOnceAndVectorsStayOrthogonal(DType type) {
        int n = 5000;
        int k = 60;
        Lanczos lanczos = Lanczos.of(diagonal(spectrum(n)), normal(type, n), k);
        double epsilon = type.epsilon();
        double[] values = lanczos.values();
        assertThat(lanczos.steps()).isEqualTo(k);
        assertThat(values[k - 1]).isEqualTo(lanczos.largest()).isCloseTo(30, within(20 * 30 * epsilon));
        assertThat(values[0]).isCloseTo(-20, within(20 * 30 * epsilon));
        assertThat(values[1]).isGreaterThan(-1e-3);
        assertThat(values[k - 2]).isLessThan(1.001);
        for (int i = 0; i < k; i += 7) {
            Array x = lanczos.vector(i);
            for (int j = 0; j <= i; j += 7) {
                assertThat(dot(x, lanczos.vector(j))).isCloseTo(i == j ? 1 : 0, within(10 * epsilon * Math.sqrt(k)));
            }
        }
    }

    @Test
    void residualsAreThoseOfTheRitzPairs() {
        int n = 2500;
        SymmetricOperator operator = diagonal(spectrum(n));
        Lanczos lanczos = Lanczos.of(operator, normal(DType.FLOAT64, n), 15);
        for (int i = 0; i < 15; i++) {
            Array x = lanczos.vector(i);
            Array ax = operator.apply(x);
            double square = 0;
            for (int r = 0; r < n; r++) {
                double left = ax.get(r) - lanczos.values()[i] * x.get(r);
                square += left * left;
            }
            assertThat(lanczos.residuals()[i]).isCloseTo(Math.sqrt(square), within(1e-12));
        }
    }

    /** k Ritz values and weights integrate polynomials of degree 2k − 1 exactly against the start's spectral measure. */
    @Test
    void weightsAreGaussQuadrature() {
        int n = 300;
        double[] d = new double[n];
        Randomness.uniform(Key.of(1), d);
        Array start = normal(DType.FLOAT64, n);
        Lanczos lanczos = Lanczos.of(diagonal(d), start, 4);
        for (int power = 0; power <= 7; power++) {
            double expected = 0;
            double got = 0;
            for (int i = 0; i < n; i++) {
                expected += start.get(i) * start.get(i) * Math.pow(d[i], power) / dot(start, start);
            }
            for (int i = 0; i < 4; i++) {
                got += lanczos.weights()[i] * Math.pow(lanczos.values()[i], power);
            }
            assertThat(got).as("moment %d", power).isCloseTo(expected, within(1e-13));
        }
    }

    @Test
    void endsWhenTheVectorsSpanAnInvariantSubspace() {
        double[] d = new double[2000];
        for (int i = 0; i < d.length; i++) {
            d[i] = i % 3;
        }
        double[] ones = new double[d.length];
        Arrays.fill(ones, 1);
        Lanczos lanczos = Lanczos.of(diagonal(d), Array.vector(ones), 50);
        assertThat(lanczos.steps()).isEqualTo(3);
        assertThat(lanczos.values()).containsExactly(new double[] {0, 1, 2}, within(1e-14));
        assertThat(Lanczos.of(diagonal(new double[10]), normal(DType.FLOAT64, 10), 5)
                        .values())
                .containsExactly(0);
        assertThat(Lanczos.of(diagonal(new double[] {5}), Array.vector(-2), 9).values())
                .containsExactly(5);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void bitsDoNotDependOnTheNumberOfThreads(DType type) {
        int n = 100_001;
        SymmetricOperator operator = diagonal(spectrum(n));
        try (Team team = Team.of(2)) {
            Lanczos two = Lanczos.of(operator, normal(type, n), 8, team);
            Lanczos one = Lanczos.of(operator, normal(type, n), 8);
            assertThat(two.diagonal()).isEqualTo(one.diagonal());
            assertThat(two.beside()).isEqualTo(one.beside());
            assertThat(two.vector(7)).isEqualTo(one.vector(7));
        }
    }

    @Test
    void refusesWhatItCannotStartFrom() {
        SymmetricOperator identity = v -> v;
        assertThatThrownBy(() -> Lanczos.of(identity, Array.vector(0, 0), 3))
                .hasMessageContaining("norm above 0, got 0");
        assertThatThrownBy(() -> Lanczos.of(identity, Array.vector(1, 2), 0)).hasMessageContaining("at least 1, got 0");
        assertThatThrownBy(() -> Lanczos.of(identity, Array.scalar(1), 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Lanczos.of(v -> v.as(DType.FLOAT32), Array.vector(1, 2), 2))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Lanczos.of(v -> Array.vector(Double.NaN, 1), Array.vector(1, 2), 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("product 0");
    }
}
