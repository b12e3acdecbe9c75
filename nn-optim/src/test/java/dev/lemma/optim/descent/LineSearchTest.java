package dev.lemma.optim.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.json.Json;
import dev.lemma.optim.objective.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step that a search tries, not only the one that it finds. */
class LineSearchTest {

    /** Value and slope at a step. */
    private record Jet(double value, double slope) {}

    /** A function of one variable that notes where it was asked. */
    private static final class Asked implements Objective {

        private final DoubleFunction<Jet> f;
        private final List<Double> places = new ArrayList<>();

        Asked(DoubleFunction<Jet> f) {
            this.f = f;
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double evaluate(double[] x, double[] gradient) {
            Jet jet = f.apply(x[0]);
            places.add(x[0]);
            gradient[0] = jet.slope();
            return jet.value();
        }

        /** The line through 0 in the direction of larger numbers. */
        Line line() {
            Jet jet = f.apply(0);
            return new Line(this, new double[1], jet.value(), new double[] {jet.slope()}, new double[] {1});
        }
    }

    /** The functions of {@code line_searches.py}. */
    private static DoubleFunction<Jet> function(String name) {
        return switch (name) {
            case "thuente1" -> a -> new Jet(-a / (a * a + 2), (a * a - 2) / Math.pow(a * a + 2, 2));
            case "thuente2" -> a -> {
                double b = a + 0.004;
                return new Jet(Math.pow(b, 5) - 2 * Math.pow(b, 4), 5 * Math.pow(b, 4) - 8 * Math.pow(b, 3));
            };
            case "thuente3" -> LineSearchTest::kinkWithWaves;
            case "thuente4" -> twoRoots(0.001, 0.001);
            case "thuente5" -> twoRoots(0.01, 0.001);
            case "thuente6" -> twoRoots(0.001, 0.01);
            case "wall" -> a -> a >= 2
                    ? new Jet(Double.NaN, Double.NaN)
                    : new Jet(-a + 0.01 / (2 - a), -1 + 0.01 / Math.pow(2 - a, 2));
            case "wave" -> a -> new Jet(0.02 * a * a - Math.sin(3 * a), 0.04 * a - 3 * Math.cos(3 * a));
            case "line" -> a -> new Jet(-a, -1);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Jet kinkWithWaves(double a) {
        double beta = 0.01;
        double w = 39 * Math.PI / 2;
        double far = Math.abs(a - 1);
        double kink = far < beta ? far * far / (2 * beta) + beta / 2 : far;
        double slope = far < beta ? (a - 1) / beta : Math.signum(a - 1);
        return new Jet(kink + (1 - beta) / w * Math.sin(w * a), slope + (1 - beta) * Math.cos(w * a));
    }

    private static DoubleFunction<Jet> twoRoots(double b1, double b2) {
        double g1 = Math.hypot(1, b1) - b1;
        double g2 = Math.hypot(1, b2) - b2;
        return a -> {
            double r1 = Math.hypot(1 - a, b2);
            double r2 = Math.hypot(a, b1);
            return new Jet(g1 * r1 + g2 * r2, g1 * (a - 1) / r1 + g2 * a / r2);
        };
    }

    static Stream<Map<String, Object>> storedSearches() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("reference/optim"))) {
            folder = folder.getParent();
        }
        return ((List<?>) Json.parse(Files.readString(folder.resolve("reference/optim/line-searches.json"))))
                .stream().map(LineSearchTest::object);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    private static double number(Object json) {
        return ((Number) json).doubleValue();
    }

    /** As many steps as the other program needs, and the same ones. */
    @ParameterizedTest
    @MethodSource("storedSearches")
    void strongWolfeTriesTheStepsOfAnotherProgram(Map<String, Object> of) {
        Asked f = new Asked(function((String) of.get("function")));
        int tries = (int) number(of.get("tries"));
        LineSearchResult found = new StrongWolfe(number(of.get("c1")), number(of.get("c2")), tries, 0)
                .search(f.line(), number(of.get("unit")));
        List<?> steps = (List<?>) of.get("steps");
        double[] expected = steps.stream().mapToDouble(LineSearchTest::number).toArray();
        assertThat(f.places).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(f.places.get(i)).as("step %d", i).isCloseTo(expected[i], within(1e-7 * expected[i]));
        }
        assertThat(found.satisfied()).isEqualTo(of.get("found"));
    }

    /** φ = −t + t²: at t = 1 − c the condition holds with equality, which is enough. All numbers are exact. */
    @Test
    void backtrackingTakesTheFirstStepThatLowersEnough() {
        DoubleFunction<Jet> parabola = t -> new Jet(-t + t * t, -1 + 2 * t);
        Asked f = new Asked(parabola);
        LineSearchResult found = new Armijo(4, 0.5, 0.5, 10).search(f.line(), 2);
        assertThat(f.places).containsExactly(8.0, 4.0, 2.0, 1.0, 0.5);
        assertThat(found.satisfied()).isTrue();
        assertThat(found.trial().step()).isEqualTo(0.5);

        Asked less = new Asked(parabola);
        new Armijo(4, 0.5, 0.5078125, 10).search(less.line(), 2);
        assertThat(less.places).endsWith(0.5, 0.25);

        // From a start that is not 0.
        Asked raised = new Asked(t -> new Jet(8 - t + t * t, -1 + 2 * t));
        new Armijo(1, 0.5, 0.25, 10).search(raised.line(), 1);
        assertThat(raised.places).containsExactly(1.0, 0.5);
    }

    /** With too few tries the best is returned: of those that are finite the lowest, the first of equal ones. */
    @Test
    void backtrackingThatFindsNoneReturnsTheLowest() {
        Map<Double, Double> values = Map.of(0.0, 1.0, 8.0, Double.NEGATIVE_INFINITY, 4.0, 0.75, 2.0, 0.75, 1.0, 0.875);
        Asked f = new Asked(t -> new Jet(values.get(t), t == 8 ? Double.NaN : -1));
        LineSearchResult found = new Armijo(8, 0.5, 0.5, 4).search(f.line(), 1);
        assertThat(f.places).containsExactly(8.0, 4.0, 2.0, 1.0);
        assertThat(found.satisfied()).isFalse();
        assertThat(found.trial().step()).isEqualTo(4);
        assertThat(found.problem()).isEqualTo("4 steps from 8.0 down to 1.0 do not lower the value enough");
        Asked rising = new Asked(t -> new Jet(1 + t, -1));
        LineSearchResult none = new Armijo(2, 0.5, 0.5, 3).search(rising.line(), 1);
        assertThat(none.trial().step()).as("the start").isZero();
    }

    @Test
    void aFixedStepIsTheRateTimesTheUnit() {
        Asked f = new Asked(t -> new Jet(-t, -1));
        assertThat(new FixedStep(0.25).search(f.line(), 8).trial().step()).isEqualTo(2);
        Asked wall = new Asked(function("wall"));
        assertThat(new FixedStep(3).search(wall.line(), 4).problem()).isEqualTo("the step 12.0 leads to a value of NaN");
    }

    /** The search ends where its interval is shorter than the resolution, measured along the largest coordinate. */
    @Test
    void theResolutionEndsASearch() {
        DoubleFunction<Jet> wrong = t -> new Jet(t * t, -1);
        int[] tries = new int[3];
        double[] resolutions = {0, 1e-3, 0.3};
        for (int i = 0; i < 3; i++) {
            Asked f = new Asked(wrong);
            LineSearchResult none = new StrongWolfe(1e-4, 0.9, 40, resolutions[i]).search(f.line(), 1);
            assertThat(none.satisfied()).isFalse();
            assertThat(none.problem()).contains("steps found none with both", "t = 0.0: value 0.0, slope -1.0");
            tries[i] = f.places.size();
        }
        assertThat(tries[0]).isEqualTo(40);
        assertThat(tries[1]).isLessThan(40).isGreaterThan(tries[2]);
        double[] x = {1, 1, 1};
        Line line = new Line(new Asked(wrong), x, 6, x, new double[] {0.5, -3, 2});
        assertThat(line.length()).isEqualTo(3);
        assertThat(line.rounding()).isEqualTo(4 * 6 * 0x1p-52);
    }

    @Test
    void theOpenIntervalsOfTheOptionsAreOpen() {
        for (double wrong : new double[] {0, 1, -0.5, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new Armijo(1, wrong, 0.5, 1)).hasMessageStartingWith("shrink: ");
            assertThatThrownBy(() -> new Armijo(1, 0.5, wrong, 1)).hasMessageStartingWith("decrease: ");
            assertThatThrownBy(() -> new StrongWolfe(0.1, wrong, 1, 0)).hasMessageStartingWith("curvature: ");
        }
        assertThatThrownBy(() -> new StrongWolfe(0.25, 0.25, 1, 0)).hasMessageStartingWith("decrease: ");
        assertThatThrownBy(() -> new StrongWolfe(0, 0.25, 1, 0)).hasMessageStartingWith("decrease: ");
        assertThat(new StrongWolfe(0.01).decrease()).isEqualTo(1e-4);
        assertThat(new StrongWolfe(0.0005).decrease()).isEqualTo(0.00005);
    }

    /** A decrease within [0, decrease·max(1, |f|)] ends, a rise does not. */
    @Test
    void stoppingComparesWithTheSizeOfTheValue() {
        Stopping stopping = new Stopping(10, 0, 0.25);
        assertThat(stopping.isTooSmall(1, 0.75)).isTrue();
        assertThat(stopping.isTooSmall(1.0625, 0.75)).isFalse();
        assertThat(stopping.isTooSmall(10, 8)).as("0.25·8 allowed").isTrue();
        assertThat(stopping.isTooSmall(10.25, 8)).isFalse();
        assertThat(stopping.isTooSmall(-6, -8)).isTrue();
        assertThat(stopping.isTooSmall(-5.75, -8)).isFalse();
        assertThat(stopping.isTooSmall(8, 8)).isTrue();
        assertThat(stopping.isTooSmall(8, 8.25)).as("a rise").isFalse();
        assertThat(new Stopping(10, 0).isTooSmall(8, 8)).as("without a tolerance").isFalse();
    }

    @Test
    void aToleranceThatIsMetIsConvergence() {
        assertThat(Stream.of(StopReason.values()).filter(StopReason::converged))
                .containsExactly(StopReason.GRADIENT, StopReason.DECREASE, StopReason.GAP);
    }
}
