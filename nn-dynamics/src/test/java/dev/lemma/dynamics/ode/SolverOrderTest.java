package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Orders as measured, and the conditions that tableaux put to themselves. */
class SolverOrderTest {

    @Nested
    class OfEuler implements SolverContract {
        @Override
        public Solver subject() {
            return new Euler();
        }
    }

    @Nested
    class OfHeun implements SolverContract {
        @Override
        public Solver subject() {
            return new Heun();
        }
    }

    @Nested
    class OfMidpoint implements SolverContract {
        @Override
        public Solver subject() {
            return new Midpoint();
        }
    }

    @Nested
    class OfRungeKutta4 implements SolverContract {
        @Override
        public Solver subject() {
            return new RungeKutta4();
        }
    }

    @Nested
    class OfThreeEighths implements SolverContract {
        @Override
        public Solver subject() {
            return new ThreeEighths();
        }
    }

    @Nested
    class OfBogackiShampine implements SolverContract {
        @Override
        public Solver subject() {
            return new BogackiShampine();
        }
    }

    @Nested
    class OfDormandPrince5 implements SolverContract {
        @Override
        public Solver subject() {
            return new DormandPrince5();
        }
    }

    @Nested
    class OfTsitouras5 implements SolverContract {
        @Override
        public Solver subject() {
            return new Tsitouras5();
        }
    }

    @Nested
    class OfDormandPrince8 implements SolverContract {
        @Override
        public Solver subject() {
            return new DormandPrince8();
        }
    }

    /** Euler's method by the name of one of order 2. */
    private record Pretender() implements Solver {
        @Override
        public int order() {
            return 2;
        }

        @Override
        public int evaluations() {
            return 1;
        }

        @Override
        public Step step(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope) {
            return new Euler().step(field, t, y, h, slope);
        }
    }

    @Test
    void theContractFindsAnOrderThatIsNotThere() {
        SolverContract contract = Pretender::new;
        assertThatThrownBy(contract::errorsFallWithTheOrder).isInstanceOf(AssertionError.class);
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
