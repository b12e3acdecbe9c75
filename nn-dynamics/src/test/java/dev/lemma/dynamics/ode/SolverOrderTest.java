package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders as measured, and the conditions that tableaux put to themselves. */
class SolverOrderTest {

    /** {@code y₀′ = −2t·y₀², y₁′ = cos(y₀)·y₁, …}: not linear and dependent on t, so that no order condition is idle. */
    private static final VectorField FIELD = (t, y) -> {
        Tensor a = y.slice(0, 0, 1);
        Tensor b = y.slice(0, 1, 2);
        return Tensor.concat(
                0,
                a.square().times(t).times(-2).plus(b.sin()),
                a.times(b).cos().plus(t.times(1.3).sin()));
    };

    private static final Array START = Array.vector(1, 0.4);

    private static final Solution EXACT =
            Ode.of(FIELD).solver(new DormandPrince8(1e-14, 1e-15)).solve(START, 0, 2);

    /** Long enough, and smooth enough, for methods of high order to show theirs before rounding does. */
    private static final VectorField LOTKA_VOLTERRA = (t, y) -> {
        Tensor both = y.slice(0, 0, 1).times(y.slice(0, 1, 2));
        return Tensor.concat(0, y.slice(0, 0, 1).minus(both), both.minus(y.slice(0, 1, 2)));
    };

    private static final Array ANIMALS = Array.vector(1.5, 0.8);

    private static final Solution CYCLE =
            Ode.of(LOTKA_VOLTERRA).solver(new DormandPrince8()).steps(2000).solve(ANIMALS, 0, 10);

    static Stream<Solver> solvers() {
        return Stream.of(
                new Euler(),
                new Heun(),
                new Midpoint(),
                new RungeKutta4(),
                new ThreeEighths(),
                new BogackiShampine(),
                new DormandPrince5(),
                new Tsitouras5(),
                new DormandPrince8());
    }

    private static double error(Solver solver, int steps) {
        boolean high = solver.order() > 4;
        Solution s = high
                ? Ode.of(LOTKA_VOLTERRA).solver(solver).steps(steps).solve(ANIMALS, 0, 10)
                : Ode.of(FIELD).solver(solver).steps(steps).solve(START, 0, 2);
        double error = 0;
        for (int i = 0; i < 2; i++) {
            error = Math.max(
                    error,
                    Math.abs(s.lastArray().get(i)
                            - (high ? CYCLE : EXACT).lastArray().get(i)));
        }
        return error;
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void errorsFallWithTheOrder(Solver solver) {
        int steps = solver.order() <= 2
                ? 320
                : solver.order() <= 3 ? 160 : solver.order() == 4 ? 100 : solver.order() == 5 ? 160 : 40;
        double slope = Math.log(error(solver, steps) / error(solver, 2 * steps)) / Math.log(2);
        assertThat(slope).as(solver + "").isCloseTo(solver.order(), within(0.15));
    }

    /** The same for the dense output in the middle of steps, whose error is that of one step more. */
    @ParameterizedTest
    @MethodSource("solvers")
    void denseOutputHasItsOrder(Solver solver) {
        RungeKutta method = (RungeKutta) solver;
        int order = method.tableau().denseOrder() + 1;
        double coarse = denseError(solver, 2.0 / 10);
        double fine = denseError(solver, 2.0 / 20);
        double slope = Math.log(coarse / fine) / Math.log(2);
        assertThat(slope).as(solver + "").isGreaterThan(Math.min(order, solver.order() + 1) - 0.6);
    }

    /** Of one step from the exact solution. */
    private static double denseError(Solver solver, double h) {
        double worst = 0;
        for (double from : new double[] {0.3, 0.7, 1.1}) {
            Solution s = Ode.of(FIELD).solver(solver).steps(1).solve(EXACT.atArray(from), from, from + h);
            for (double at : new double[] {0.25, 0.5, 0.8}) {
                Array got = s.atArray(from + at * h);
                Array expected = EXACT.atArray(from + at * h);
                for (int i = 0; i < 2; i++) {
                    worst = Math.max(worst, Math.abs(got.get(i) - expected.get(i)));
                }
            }
        }
        return worst;
    }

    @Test
    void thereAreAsManyTreesAsCayleyCounted() {
        int[] expected = {1, 1, 2, 4, 9, 20, 48, 115};
        for (int nodes = 1; nodes <= 8; nodes++) {
            assertThat(OrderConditions.trees(nodes)).isEqualTo(expected[nodes - 1]);
        }
    }

    @Test
    void aTableauRefusesAnOrderThatItDoesNotHave() {
        double[][] rows = {{}, {0.5}, {0, 0.5}, {0, 0, 1}};
        assertThatThrownBy(() -> Tableau.of(5, rows, 1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0))
                .hasMessageContaining("conditions of order 5");
        assertThatThrownBy(() -> Tableau.of(4, rows, 1 / 6.0, 1 / 3.0, 1 / 3.0 + 1e-9, 1 / 6.0))
                .hasMessageContaining("conditions of order 4");
        assertThatThrownBy(() -> Tableau.of(1, new double[][] {{}, {1, 0}}, 0.5, 0.5))
                .hasMessageContaining("row 1");
        assertThatThrownBy(() -> Tableau.of(1, new double[][] {{}}, 1).estimate(0.5))
                .hasMessageContaining("sum to 0");
        assertThatThrownBy(() -> Tableau.of(1, new double[][] {{}}, 1).dense(2, new double[0][], new double[][] {{1}}))
                .hasMessageContaining("dense output");
    }

    /** The embedded methods have the orders they are published with. */
    @Test
    void estimatesHaveTheirOrders() {
        assertThat(new BogackiShampine().estimateOrder()).isEqualTo(3);
        assertThat(new DormandPrince5().estimateOrder()).isEqualTo(5);
        assertThat(new Tsitouras5().estimateOrder()).isEqualTo(5);
    }
}
