package dev.lemma.dynamics.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.dynamics.ode.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdeTest {

    private static final double DRIFT = 0.5;
    private static final double VOLATILITY = 0.8;

    /** {@code X(1) = exp((μ − σ²/2) + σW(1))} for {@code dX = μX dt + σX dW}. */
    private static double error(SdeSolver solver, int steps, int paths) {
        Key key = Key.of(11);
        BrownianPath path = BrownianPath.of(key, 0, 1, Shape.of(paths));
        Sde sde = Sde.of((t, x) -> x.times(DRIFT), (t, x) -> x.times(VOLATILITY))
                .solver(solver)
                .steps(steps)
                .every(steps);
        Array got = sde.solve(Array.full(DType.FLOAT64, Shape.of(paths), 1), 0, 1, key)
                .orThrow()
                .lastArray();
        Array w = path.at(1);
        double sum = 0;
        for (int i = 0; i < paths; i++) {
            double exact = Math.exp(DRIFT - VOLATILITY * VOLATILITY / 2 + VOLATILITY * w.get(i));
            sum += Math.abs(got.get(i) - exact);
        }
        return sum / paths;
    }

    @ParameterizedTest
    @CsvSource({"euler, 0.5", "milstein, 1", "runge-kutta, 1.5"})
    void strongOrdersAreTheDeclaredOnes(String name, double order) {
        SdeSolver solver = name.equals("euler")
                ? new EulerMaruyama()
                : name.equals("milstein") ? new Milstein() : new StochasticRungeKutta();
        assertThat(solver.strongOrder()).isEqualTo(order);
        double slope = Math.log(error(solver, 32, 600) / error(solver, 512, 600)) / Math.log(16);
        assertThat(slope).isCloseTo(order, within(0.15));
    }

    /** Noise that does not depend on the state: {@code dX = −X dt + cos(t) dW}; Euler-Maruyama is of order 1, Rößler's method of 3/2. */
    @Test
    void additiveNoiseRaisesTheOrderOfEulerAndMaruyama() {
        Sde sde = Sde.of((t, x) -> x.negate(), (t, x) -> t.cos().times(x.filled(1)));
        Array start = Array.zeros(DType.FLOAT64, Shape.of(200));
        Array exact = sde.solver(new StochasticRungeKutta())
                .steps(1024)
                .every(1024)
                .solve(start, 0, 1, Key.of(2))
                .lastArray();
        double coarse = distance(sde.steps(16).solve(start, 0, 1, Key.of(2)).lastArray(), exact);
        double fine = distance(sde.steps(256).solve(start, 0, 1, Key.of(2)).lastArray(), exact);
        assertThat(Math.log(coarse / fine) / Math.log(16)).isCloseTo(1, within(0.15));
    }

    private static double distance(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += Math.abs(a.get(i) - b.get(i));
        }
        return sum / a.shape().size();
    }

    /** Increments over a coarse grid are sums of those over a finer one, whatever was asked before. */
    @Test
    void thePathIsTheSameUnderRefinement() {
        BrownianPath fine = BrownianPath.of(Key.of(3), -1, 3, Shape.of(4));
        double[] fineW = new double[4];
        double[] fineArea = new double[4];
        BrownianPath coarse = BrownianPath.of(Key.of(3), -1, 3, Shape.of(4));
        double[] w = new double[4];
        double[] area = new double[4];
        for (int k = 0; k <= 64; k++) {
            double t = -1 + 4 * k / 64.0;
            fine.at(t, fineW, fineArea);
            if (k % 16 == 0) {
                coarse.at(t, w, area);
                assertThat(w).isEqualTo(fineW);
                for (int i = 0; i < 4; i++) {
                    assertThat(area[i]).isCloseTo(fineArea[i], within(1e-14));
                }
            }
        }
        fine.at(0.137, w, area);
        BrownianPath.of(Key.of(3), -1, 3, Shape.of(4)).at(0.137, fineW, fineArea);
        assertThat(w).isEqualTo(fineW);
    }

    /** The integral that comes with the path is that of its values: by the trapezoidal rule over 2¹⁶ of them. */
    @Test
    void theIntegralIsThatOfThePath() {
        int n = 1 << 16;
        BrownianPath path = BrownianPath.of(Key.of(4), 0, 2, Shape.of(3));
        double[] w = new double[3];
        double[] area = new double[3];
        double[] sum = new double[3];
        for (int k = 0; k <= n; k++) {
            path.at(2.0 * k / n, w, area);
            for (int i = 0; i < 3; i++) {
                sum[i] += w[i] * (k == 0 || k == n ? 0.5 : 1) * 2.0 / n;
            }
        }
        for (int i = 0; i < 3; i++) {
            assertThat(sum[i]).isCloseTo(area[i], within(6e-5));
        }
    }

    /** Means and covariances of increment and integral over steps of the tree: standard errors are 1/√n, bounds five of them. */
    @Test
    void incrementsHaveTheirLaw() {
        int n = 20_000;
        BrownianPath path = BrownianPath.of(Key.of(5), 0, 1, Shape.of(n));
        double[] before = new double[n];
        double[] beforeArea = new double[n];
        double[] after = new double[n];
        double[] afterArea = new double[n];
        path.at(0.375, before, beforeArea);
        path.at(0.5, after, afterArea);
        double h = 0.125;
        double ww = 0;
        double wj = 0;
        double jj = 0;
        double wPast = 0;
        for (int i = 0; i < n; i++) {
            double w = (after[i] - before[i]) / Math.sqrt(h);
            double j = (afterArea[i] - beforeArea[i] - h * before[i]) / Math.sqrt(h * h * h / 3);
            ww += w * w / n;
            wj += w * j / n;
            jj += j * j / n;
            wPast += w * before[i] / Math.sqrt(0.375) / n;
        }
        assertThat(ww).isCloseTo(1, within(0.05));
        assertThat(jj).isCloseTo(1, within(0.05));
        assertThat(wj).isCloseTo(Math.sqrt(3) / 2, within(0.05));
        assertThat(wPast).isCloseTo(0, within(0.036));
    }

    /** {@code dX = −X dt + √2 dW} forgets its start: N(0, 1). And a sample does not depend on those after it. */
    @Test
    void theStationaryLawIsReachedAndSamplesAreTheirOwn() {
        Sde sde = Sde.of((t, x) -> x.negate(), (t, x) -> x.filled(Math.sqrt(2)))
                .steps(512)
                .every(512);
        Array many = sde.solve(Array.full(DType.FLOAT64, Shape.of(5000, 2), 3), 0, 8, Key.of(6))
                .lastArray();
        double mean = 0;
        double square = 0;
        for (int i = 0; i < 10_000; i++) {
            mean += many.get(i) / 10_000;
            square += many.get(i) * many.get(i) / 10_000;
        }
        assertThat(mean).isCloseTo(0, within(0.05));
        assertThat(square).isCloseTo(1, within(0.08));
        Array few = sde.solve(Array.full(DType.FLOAT64, Shape.of(3, 2), 3), 0, 8, Key.of(6))
                .lastArray();
        for (int i = 0; i < 6; i++) {
            assertThat(few.get(i)).isEqualTo(many.get(i));
        }
    }

    @Test
    void parametersAreSharedByBothFields() {
        Sde sde = Sde.of(
                (t, x, p) -> x.times(p.slice(0, 0, 1)),
                (t, x, p) -> x.times(p.slice(0, 1, 2)),
                Array.vector(DRIFT, VOLATILITY));
        Sde plain = Sde.of((t, x) -> x.times(DRIFT), (t, x) -> x.times(VOLATILITY));
        Array start = Array.vector(1, 2, 3);
        assertThat(sde.steps(8).solve(start, 0, 1, Key.of(1)).lastArray())
                .isEqualTo(plain.steps(8).solve(start, 0, 1, Key.of(1)).lastArray());
        assertThat(sde.steps(8).every(3).solve(start, 0, 1, Key.of(1)).ts()).containsExactly(0, 0.375, 0.75, 1);
    }

    @Test
    void mistakesAreRefused() {
        Sde sde = Sde.of((t, x) -> x.square().times(x), (t, x) -> x);
        Array start = Array.vector(1);
        assertThatThrownBy(() -> sde.solve(start, 1, 0, Key.of(1))).hasMessageContaining("from < to");
        assertThatThrownBy(() -> sde.steps(0)).hasMessageContaining("steps");
        assertThatThrownBy(() -> sde.solve(Array.vector(Double.NaN), 0, 1, Key.of(1)))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> Sde.of((t, x) -> x, (t, x) -> t).solve(start, 0, 1, Key.of(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("diffusion");
        assertThatThrownBy(() -> BrownianPath.of(Key.of(1), 0, 1, Shape.of(2)).at(2))
                .hasMessageContaining("goes from");
        SdeSolution far = sde.steps(50).solve(Array.vector(100), 0, 5, Key.of(1));
        assertThat(far.result().status()).isEqualTo(Status.NOT_FINITE);
        assertThatThrownBy(far::orThrow).isInstanceOf(IllegalStateException.class);
    }
}
