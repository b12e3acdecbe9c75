package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import org.junit.jupiter.api.Test;

/** What is refused, and how it is said. */
class BadMatricesTest {

    private static Array diagonal(double... d) {
        double[] numbers = new double[d.length * d.length];
        for (int i = 0; i < d.length; i++) {
            numbers[i * (d.length + 1)] = d[i];
        }
        return Array.of(Shape.of(d.length, d.length), numbers);
    }

    @Test
    void aNegativePivotIsNamedWithItsLikelyCause() {
        Array a = Array.matrix(new double[][] {{4, 2, 0}, {2, 1, 0}, {0, 0, 1}}); // rank 2
        NotPositiveDefiniteException singular =
                catchThrowableOfType(NotPositiveDefiniteException.class, () -> Cholesky.of(a));
        assertThat(singular.index()).isEqualTo(1);
        assertThat(singular.pivot()).isZero();
        assertThat(singular)
                .hasMessageContaining("pivot 1 is 0")
                .hasMessageContaining("singular")
                .hasMessageContaining("add about");

        double[] numbers = new double[100 * 100];
        for (int i = 0; i < 100; i++) {
            numbers[i * 101] = 2;
        }
        numbers[70 * 100 + 3] = 5;
        numbers[3 * 100 + 70] = 5;
        NotPositiveDefiniteException indefinite = catchThrowableOfType(
                NotPositiveDefiniteException.class, () -> Cholesky.of(Array.of(Shape.of(100, 100), numbers)));
        assertThat(indefinite.index()).isEqualTo(70);
        assertThat(indefinite.pivot()).isCloseTo(2 - 25 / 2.0, within(1e-12));
        assertThat(indefinite).hasMessageContaining("negative eigenvalues");

        double[] two = new double[2 * 2 * 2];
        two[0] = two[3] = 1;
        two[4] = 1;
        two[7] = -3;
        assertThatThrownBy(() -> Cholesky.of(Array.of(Shape.of(2, 2, 2), two)))
                .hasMessageContaining("matrix 1 of the batch [2, 2, 2]")
                .hasMessageContaining("pivot 1 is -3");
    }

    @Test
    void asymmetryIsNamed() {
        Array a = Array.matrix(new double[][] {{1, 2}, {3, 9}});
        assertThatThrownBy(() -> Cholesky.of(a))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not symmetric: [1, 0] is 3.0, [0, 1] is 2.0");
        assertThatThrownBy(() -> SymmetricEigen.of(a)).hasMessageContaining("not symmetric");
        // Rounding is not asymmetry.
        assertThat(Cholesky.of(Array.matrix(new double[][] {{1, 1e-10}, {0, 1}}))
                        .logDeterminant()
                        .item())
                .isCloseTo(0, within(1e-15));
    }

    @Test
    void numbersThatAreNotFiniteAreNamed() {
        Array a = Array.matrix(new double[][] {{1, 0}, {Double.NaN, 1}});
        for (Runnable run : new Runnable[] {
            () -> Cholesky.of(a),
            () -> Lu.of(a),
            () -> Qr.of(a),
            () -> SymmetricEigen.of(a),
            () -> Svd.of(a),
            () -> GeneralEigen.of(a),
            () -> Exponential.of(a),
            () -> Triangular.solve(a, true, false, Array.vector(1, 1)),
            () -> LeastSquares.solve(a, Array.vector(1, 1)),
            () -> PivotedCholesky.of(a, 1, 0),
            () -> Svd.values(a)
        }) {
            assertThatThrownBy(run::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NaN at [1, 0]");
        }
        assertThatThrownBy(() -> Lu.of(diagonal(1, Double.NEGATIVE_INFINITY).as(DType.FLOAT32)))
                .hasMessageContaining("-Infinity at [1, 1]");
    }

    @Test
    void singularSystemsAreRefused() {
        assertThatThrownBy(() -> Lu.of(diagonal(1, 0, 2)).solve(Array.vector(1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("singular: pivot 1 is 0")
                .hasMessageContaining("LeastSquares");
        assertThatThrownBy(() -> Triangular.solve(diagonal(1, 0), true, false, Array.vector(1, 1)))
                .hasMessageContaining("diagonal is 0 at 1");
    }

    @Test
    void shapesAreRefused() {
        assertThatThrownBy(() -> Cholesky.of(Array.vector(1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected a matrix");
        assertThatThrownBy(() -> Lu.of(Array.zeros(DType.FLOAT64, Shape.of(2, 3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("square");
        assertThatThrownBy(() -> Cholesky.of(diagonal(1, 2)).solve(Array.vector(1, 2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("right-hand side");
        assertThatThrownBy(() ->
                        Cholesky.of(diagonal(1, 2)).solve(Array.vector(1, 2).as(DType.FLOAT32)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> LeastSquares.solve(diagonal(1, 2), Array.vector(1, 2), 2))
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> PivotedCholesky.of(diagonal(1, 2), 0, 0)).hasMessageContaining("rank");
        assertThatThrownBy(() -> PivotedCholesky.of(diagonal(1, -2), 2, 0))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("diagonal at 1");
    }

    @Test
    void resultsBeyondTheTypeAreRefused() {
        assertThatThrownBy(() -> Exponential.of(diagonal(100, 0).as(DType.FLOAT32)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("float64");
        assertThatThrownBy(() -> SymmetricEigen.of(diagonal(-1, 1)).function(Math::log))
                .hasMessageContaining("at the eigenvalue -1");
    }
}
