package dev.lemma.kernels.tangent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.Cholesky;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

/** Regression with the tangent kernel by products alone, its spectrum, alignment, and kernels of single outputs. */
class TangentRegressionTest {

    private static final double RIDGE = 1e-2;

    private static final Network NET = Network.of(
                    Shape.of(3),
                    Sequential.of(new Dense(40), Activations.TANH, new Dense(30), Activations.RELU, new Dense(2)),
                    Parametrization.MEAN_FIELD)
            .as(DType.FLOAT64);

    private static final Array THETA = NET.initialArray(Key.of(1));

    private static Array normal(int seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(shape, numbers);
    }

    @Test
    void itIsTheDirectSolution() {
        TangentKernelAt kernel = TangentKernel.of(NET).at(THETA);
        Array x = normal(2, 60, 3);
        Array y = normal(3, 60, 2);
        double[] system = kernel.matrix(x, x).toDoubles();
        double[] right = y.toDoubles();
        Array start = NET.values(THETA, x);
        for (int i = 0; i < 120; i++) {
            system[i * 121] += RIDGE;
            right[i] -= start.get(i);
        }
        Array a = Cholesky.of(Array.of(Shape.of(120, 120), system)).solve(Array.vector(right));
        TangentRegression.Fit plain = new TangentRegression(RIDGE, 1e-11, 2000, 0, Key.of(0)).fit(kernel, x, y);
        TangentRegression.Fit fit = new TangentRegression(RIDGE, 1e-11, 500, 30, Key.of(0)).fit(kernel, x, y);
        assertThat(fit.converged()).isTrue();
        assertThat(fit.residual()).isLessThan(1e-10);
        assertThat(fit.iterations()).isLessThan(plain.iterations() / 2);
        Golden.assertClose("coefficients", fit.coefficients().reshape(120), a, 1e-7);
        Array at = normal(4, 7, 3);
        Array cross = kernel.matrix(at, x);
        double[] expected = NET.values(THETA, at).toDoubles();
        for (int i = 0; i < 14; i++) {
            for (int j = 0; j < 120; j++) {
                expected[i] += cross.get(i * 120 + j) * a.get(j);
            }
        }
        Golden.assertClose("predictions", fit.predict(at).reshape(14), Array.vector(expected), 1e-7);
        Golden.assertClose(
                "a point of the linearised network",
                kernel.linearised().values(fit.theta(), at),
                fit.predict(at),
                1e-10);
    }

    @Test
    void spectrumWithAndWithoutTheMatrix() {
        TangentKernelAt kernel = TangentKernel.of(NET).at(THETA);
        Array x = normal(2, 40, 3);
        Array all = kernel.eigenvalues(x);
        double trace = 0;
        double sum = 0;
        Array matrix = kernel.matrix(x, x);
        for (int i = 0; i < 80; i++) {
            trace += matrix.get(i * 81);
            sum += all.get(i);
        }
        assertThat(sum).isCloseTo(trace, within(1e-10 * trace));
        assertThat(kernel.lanczos(x, 30, Key.of(5)).largest()).isCloseTo(all.get(79), within(1e-9 * all.get(79)));
    }

    @Test
    void kernelsOfSingleOutputs() {
        TangentKernelAt kernel = TangentKernel.of(NET).at(THETA);
        Array x = normal(2, 5, 3);
        Array z = normal(6, 4, 3);
        Array blocks = kernel.blocks(x, z);
        for (int output = 0; output < 2; output++) {
            Array one = kernel.ofOutput(output, x, z);
            for (int i = 0; i < 20; i++) {
                assertThat(one.get(i))
                        .isCloseTo(
                                blocks.get((i * 2 + output) * 2 + output),
                                within(1e-12 * Math.abs(one.get(i)) + 1e-14));
            }
        }
        assertThatThrownBy(() -> kernel.ofOutput(2, x, z)).hasMessageContaining("2 outputs, numbered from 0, got 2");
    }

    /** Many samples go through tiles, few through one program: both are products of the same Jacobian. */
    @Test
    void tilesAndTheWholeAgree() {
        TangentKernelAt kernel = TangentKernel.of(NET).at(THETA);
        Array x = normal(7, 700, 3);
        Array tiles = kernel.matrix(x, x);
        Array few = x.rows(0, 90);
        Array whole = kernel.matrix(few, few);
        Array mean = kernel.gram(x);
        for (int i = 0; i < 180; i += 7) {
            for (int j = 0; j < 180; j += 11) {
                double expected = whole.get(i * 180 + j);
                assertThat(tiles.get(i * 1400 + j)).isCloseTo(expected, within(1e-11 * whole.get(0)));
                assertThat(tiles.get(j * 1400 + i)).isCloseTo(expected, within(1e-11 * whole.get(0)));
            }
        }
        for (int i = 0; i < 700; i += 13) {
            double sum = tiles.get(2 * i * 1400 + 1398) + tiles.get((2 * i + 1) * 1400 + 1399);
            assertThat(mean.get(i * 700 + 699)).isCloseTo(sum / 2, within(1e-11 * whole.get(0)));
        }
    }

    @Test
    void alignment() {
        Array y = Array.vector(1, -1, 2);
        Array k = Array.of(Shape.of(3, 3), new double[] {1, -1, 2, -1, 1, -2, 2, -2, 4});
        assertThat(KernelAlignment.withTargets(k, y)).isCloseTo(1, within(1e-15));
        Array identity = Array.of(Shape.of(3, 3), new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        // ⟨I, yyᵀ⟩/(√3·6) = 6/(6√3).
        assertThat(KernelAlignment.withTargets(identity, y)).isCloseTo(1 / Math.sqrt(3), within(1e-15));
        double[] moved = k.toDoubles();
        for (int i = 0; i < 9; i++) {
            moved[i] += 5;
        }
        assertThat(KernelAlignment.centred(k, Array.of(Shape.of(3, 3), moved))).isCloseTo(1, within(1e-14));
        assertThat(KernelAlignment.centredWithTargets(k, y)).isCloseTo(1, within(1e-14));
        assertThatThrownBy(() -> KernelAlignment.of(k, Array.zeros(DType.FLOAT64, Shape.of(3, 3))))
                .hasMessageContaining("is 0");
        assertThatThrownBy(() -> KernelAlignment.of(k, Array.zeros(DType.FLOAT64, Shape.of(2, 2))))
                .hasMessageContaining("got [3, 3] and [2, 2]");
    }

    @Test
    void badInputs() {
        TangentKernelAt kernel = TangentKernel.of(NET).at(THETA);
        Array x = normal(2, 4, 3);
        assertThatThrownBy(() -> new TangentRegression(0)).hasMessageContaining("ridge");
        assertThatThrownBy(() -> new TangentRegression(1).fit(kernel, x, normal(3, 5, 2)))
                .hasMessageContaining("expected targets [4, 2]");
        assertThatThrownBy(() ->
                        new TangentRegression(1).fit(kernel, x, Array.full(DType.FLOAT64, Shape.of(4, 2), Double.NaN)))
                .hasMessageContaining("target 0 is NaN");
    }
}
