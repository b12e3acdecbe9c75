package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * What every method must do: be of the order that it declares, between its steps too, and of no higher one; find events at the ends of its own steps.
 */
interface SolverContract {

    /** {@code y₀′ = −2t·y₀² + sin(y₁), y₁′ = cos(y₀y₁) + sin(1.3t)}: not linear and dependent on t, so that no order condition is idle. */
    VectorField FIELD = (t, y) -> {
        Tensor a = y.slice(0, 0, 1);
        Tensor b = y.slice(0, 1, 2);
        return Tensor.concat(
                0,
                a.square().times(t).times(-2).plus(b.sin()),
                a.times(b).cos().plus(t.times(1.3).sin()));
    };

    Array START = Array.vector(1, 0.4);

    Solution EXACT = Ode.of(FIELD).solver(new DormandPrince8(1e-14, 1e-15)).solve(START, 0, 2);

    /** Long enough, and smooth enough, for methods of high order to show theirs before rounding does. */
    VectorField LOTKA_VOLTERRA = (t, y) -> {
        Tensor both = y.slice(0, 0, 1).times(y.slice(0, 1, 2));
        return Tensor.concat(0, y.slice(0, 0, 1).minus(both), both.minus(y.slice(0, 1, 2)));
    };

    Array ANIMALS = Array.vector(1.5, 0.8);

    Solution CYCLE =
            Ode.of(LOTKA_VOLTERRA).solver(new DormandPrince8()).steps(2000).solve(ANIMALS, 0, 10);

    double LEVEL = 0.8;

    /** What is tested. */
    Solver subject();

    /** Steps of the coarser of two solutions that the order is measured on. */
    default int steps() {
        return switch (subject().order()) {
            case 1, 2 -> 320;
            case 3, 5 -> 160;
            case 4 -> 100;
            default -> 40;
        };
    }

    private double error(int steps) {
        boolean high = subject().order() > 4;
        Solution s = high
                ? Ode.of(LOTKA_VOLTERRA).solver(subject()).steps(steps).solve(ANIMALS, 0, 10)
                : Ode.of(FIELD).solver(subject()).steps(steps).solve(START, 0, 2);
        return distance(s.lastArray(), (high ? CYCLE : EXACT).lastArray());
    }

    private static double distance(Array a, Array b) {
        return Math.max(Math.abs(a.get(0) - b.get(0)), Math.abs(a.get(1) - b.get(1)));
    }

    @Test
    default void errorsFallWithTheOrder() {
        double slope = Math.log(error(steps()) / error(2 * steps())) / Math.log(2);
        assertThat(slope).as(subject() + "").isCloseTo(subject().order(), within(0.15));
    }

    /** The same for the dense output in the middle of steps, whose error is that of one step more. */
    @Test
    default void denseOutputHasItsOrder() {
        int order = subject() instanceof RungeKutta method ? method.tableau().denseOrder() + 1 : 4;
        double slope = Math.log(denseError(2.0 / 10) / denseError(2.0 / 20)) / Math.log(2);
        assertThat(slope)
                .as(subject() + "")
                .isGreaterThan(Math.min(order, subject().order() + 1) - 0.6);
    }

    /** Of one step from the exact solution. */
    private double denseError(double h) {
        double worst = 0;
        for (double from : new double[] {0.3, 0.7, 1.1}) {
            Solution s = Ode.of(FIELD).solver(subject()).steps(1).solve(EXACT.atArray(from), from, from + h);
            for (double at : new double[] {0.25, 0.5, 0.8}) {
                worst = Math.max(worst, distance(s.atArray(from + at * h), EXACT.atArray(from + at * h)));
            }
        }
        return worst;
    }

    /** Its tableau fulfils the conditions of its order, and not all of the next. */
    @Test
    default void conditionsHoldUpToTheOrderAndNoFurther() {
        if (subject() instanceof RungeKutta method) {
            Tableau tableau = method.tableau();
            double[][] rows = new double[tableau.stages()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = tableau.row(i);
            }
            int order = tableau.order();
            assertThat(OrderConditions.defect(rows, tableau.weights(), order, 1))
                    .as(subject() + "")
                    .isLessThan(1e-13);
            if (order < OrderConditions.HIGHEST) {
                assertThat(OrderConditions.defect(rows, tableau.weights(), order + 1, 1))
                        .as(subject() + "")
                        .isGreaterThan(1e-6);
            }
        }
    }

    /** Where y₀ passes 0.8: the method's own step, made shorter so that it ends at the time of the event, ends in the state of the event. */
    @Test
    default void eventsAreEndsOfStepsOfTheMethod() {
        double h = 2.0 / 40;
        Solution s = Ode.of(FIELD)
                .solver(subject())
                .steps(40)
                .events(Event.note((t, y) -> y.slice(0, 0, 1).minus(LEVEL)))
                .solve(START, 0, 2);
        assertThat(s.events()).as(subject() + "").isNotEmpty();
        for (int i = 0; i < s.events().size(); i++) {
            double time = s.events().get(i).time();
            double from = Math.floor(time / h) * h;
            Array state = s.eventStateArray(i);
            Solution step = Ode.of(FIELD).solver(subject()).steps(1).solve(s.atArray(from), from, time);
            assertThat(state.get(0)).as(subject() + "").isCloseTo(LEVEL, within(1e-10));
            assertThat(distance(state, step.lastArray())).as(subject() + "").isLessThan(1e-12);
        }
    }
}
