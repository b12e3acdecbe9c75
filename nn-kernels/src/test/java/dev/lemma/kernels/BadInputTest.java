package dev.lemma.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.gp.GaussianProcess;
import dev.lemma.kernels.large.Falkon;
import dev.lemma.kernels.machine.KernelRidge;
import dev.lemma.kernels.solve.Jitter;
import org.junit.jupiter.api.Test;

/** What cannot be solved is refused before or where it fails, with what was found and the likely cause; one point is no mistake. */
class BadInputTest {

    private static final Array X = Array.of(Shape.of(4, 1), new double[] {0, 1, 1, 3});

    private static final Array Y = Array.vector(1, 2, 3, 4);

    @Test
    void aMatrixThatIsNotPositiveDefinite() {
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1))
                        .jitter(Jitter.NONE)
                        .condition(X, Y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smallest eigenvalue")
                .hasMessageContaining("jitter tried is 0")
                .hasMessageContaining("1 of the 4 points equal earlier ones");
        Array apart = Array.of(Shape.of(4, 1), new double[] {0, 1, 2, 3});
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1e9))
                        .jitter(Jitter.NONE)
                        .condition(apart, Y))
                .hasMessageContaining("a length scale that is long");
    }

    @Test
    void dimensionsThatDoNotMatch() {
        Gram gram = Gram.of(Kernels.gaussian(1));
        assertThatThrownBy(() -> gram.matrix(X, Array.zeros(DType.FLOAT64, Shape.of(2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 3 coordinates");
        assertThatThrownBy(() -> KernelRidge.of(Kernels.gaussian(1), 1).fit(X, Array.vector(1, 2)))
                .hasMessageContaining("[2]");
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1)).condition(X, Array.vector(1, 2)))
                .hasMessageContaining("[2]");
        assertThatThrownBy(() -> Gram.of(Kernels.gaussian(1, 2)).matrix(X))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noPoints() {
        Array none = Array.zeros(DType.FLOAT64, Shape.of(0, 1));
        assertThatThrownBy(() -> Gram.of(Kernels.gaussian(1)).matrix(none)).hasMessageContaining("n ≥ 1");
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1))
                        .condition(none, Array.zeros(DType.FLOAT64, Shape.of(0))))
                .hasMessageContaining("n ≥ 1");
    }

    @Test
    void onePoint() {
        Array x = Array.of(Shape.of(1, 1), new double[] {2});
        GaussianProcess gp = GaussianProcess.of(Kernels.gaussian(1)).noise(1).condition(x, Array.vector(3));
        assertThat(gp.posterior(x).meanArray().get(0)).isCloseTo(1.5, within(1e-14));
        Array ridge = KernelRidge.of(Kernels.gaussian(1), 1)
                .fit(x, Array.vector(3))
                .function()
                .at(x);
        assertThat(ridge.get(0)).isCloseTo(1.5, within(1e-14));
    }

    @Test
    void numbersThatAreNone() {
        Array x = Array.of(Shape.of(2, 2), new double[] {0, 1, Double.NaN, 2});
        assertThatThrownBy(() -> Gram.of(Kernels.gaussian(1)).matrix(x))
                .hasMessageContaining("the point 1 has the coordinate NaN in column 0");
        assertThatThrownBy(() -> KernelRidge.of(Kernels.gaussian(1), 1).fit(X, Array.vector(1, 2, Double.NaN, 4)))
                .hasMessageContaining("finite targets");
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1))
                        .condition(X, Array.vector(1, Double.POSITIVE_INFINITY, 2, 4)))
                .hasMessageContaining("the target 1 is Infinity");
    }

    @Test
    void lengthsAndNoise() {
        assertThatThrownBy(() -> Kernels.gaussian(Double.POSITIVE_INFINITY)).hasMessageContaining("length");
        assertThatThrownBy(() -> Kernels.gaussian(0)).hasMessageContaining("length");
        assertThatThrownBy(() -> Kernels.matern52(Double.NaN)).hasMessageContaining("length");
        assertThatThrownBy(() -> Kernels.white(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1)).noise(-0.1))
                .hasMessageContaining("-0.1");
    }

    @Test
    void moreCentresThanPoints() {
        assertThatThrownBy(() -> Falkon.centres(5).fit(Kernels.gaussian(1), 1e-3, X, Y))
                .hasMessageContaining("5 centres for 4 points");
    }
}
