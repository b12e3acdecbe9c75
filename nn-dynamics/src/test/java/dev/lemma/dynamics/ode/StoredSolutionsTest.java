package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.testkit.golden.Golden;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reference/ode}: trajectories of torchdiffeq and diffrax in fixed steps, and solutions to thirteen digits. */
class StoredSolutionsTest {

    private static final Golden FIXED = Golden.read("ode/fixed");
    private static final Golden TIGHT = Golden.read("ode/tight");

    private static final Map<String, Solver> SOLVERS = Map.of(
            "euler", new Euler(),
            "midpoint", new Midpoint(),
            "heun", new Heun(),
            "rk4", new RungeKutta4(),
            "rk4_38", new ThreeEighths(),
            "dopri5", new DormandPrince5(),
            "tsit5", new Tsitouras5());

    @ParameterizedTest
    @ValueSource(strings = {"oscillator", "lotka_volterra", "van_der_pol", "mlp", "nonautonomous"})
    void fixedStepsFollowTheStoredTrajectories(String name) {
        SOLVERS.forEach((method, solver) -> {
            Solution s = Ode.of(StoredProblems.field(name, FIXED))
                    .solver(solver)
                    .steps(StoredProblems.steps(name))
                    .solve(StoredProblems.start(name, FIXED), 0, StoredProblems.end(name));
            Golden.assertClose(
                    name + " " + method,
                    s.ysArray(),
                    FIXED.get(name + "." + method),
                    name.equals("van_der_pol") ? 1e-9 : 1e-12);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"oscillator", "lotka_volterra", "van_der_pol", "mlp", "nonautonomous"})
    void tightTolerancesReachTheStoredSolutions(String name) {
        for (Solver solver : new Solver[] {
            new DormandPrince8(1e-13, 1e-14), new Tsitouras5(1e-12, 1e-13), new DormandPrince5(1e-12, 1e-13)
        }) {
            Solution s = Ode.of(StoredProblems.field(name, TIGHT))
                    .solver(solver)
                    .solve(StoredProblems.start(name, TIGHT), 0, StoredProblems.end(name));
            Array expected = TIGHT.get(name + ".y");
            assertThat(s.result().status()).isEqualTo(Status.COMPLETE);
            Golden.assertClose(
                    name + " end " + solver,
                    s.lastArray(),
                    expected.rows(10, 11),
                    solver instanceof DormandPrince8 ? 1e-10 : 1e-9);
            Golden.assertClose(
                    name + " interior " + solver,
                    s.atArray(TIGHT.get(name + ".t").toDoubles()),
                    expected,
                    1e-8);
        }
    }

    /** The estimates that are stored are h Σ eᵢkᵢ; for Tsitouras' method of the other sign. */
    @Test
    void weightsOfTheErrorEstimatesAreTheStoredOnes() {
        Tableau dormand = new DormandPrince5().tableau();
        Tableau tsitouras = new Tsitouras5().tableau();
        for (int i = 0; i < 7; i++) {
            assertThat(Math.abs(dormand.estimate()[i]))
                    .isCloseTo(
                            Math.abs(FIXED.get("tableau.dopri5.b_error").get(i)),
                            org.assertj.core.data.Offset.offset(1e-15));
            assertThat(Math.abs(tsitouras.estimate()[i]))
                    .isCloseTo(
                            Math.abs(FIXED.get("tableau.tsit5.b_error").get(i)),
                            org.assertj.core.data.Offset.offset(1e-15));
            assertThat(dormand.node(i))
                    .isCloseTo(FIXED.get("tableau.dopri5.c").get(i), org.assertj.core.data.Offset.offset(1e-14));
            assertThat(tsitouras.node(i))
                    .isCloseTo(FIXED.get("tableau.tsit5.c").get(i), org.assertj.core.data.Offset.offset(1e-14));
        }
    }
}
