package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import org.junit.jupiter.api.Test;

class OdeTest {

    private static final VectorField DECAY = (t, y) -> y.negate();
    private static final VectorField OSCILLATOR =
            (t, y) -> Tensor.concat(0, y.slice(0, 1, 2), y.slice(0, 0, 1).negate());

    @Test
    void followsTheExponential() {
        Solution s = Ode.of(DECAY).solver(new Tsitouras5(1e-10, 1e-12)).solve(Array.vector(1, 2), 0, 3);
        assertThat(s.result().successful()).isTrue();
        assertThat(s.lastArray().get(1)).isCloseTo(2 * Math.exp(-3), within(1e-10));
        assertThat(s.atArray(1.7).get(0)).isCloseTo(Math.exp(-1.7), within(1e-8));
        assertThat(s.ts()[0]).isZero();
        assertThat(s.ts()[s.ts().length - 1]).isEqualTo(3);
        assertThat(s.ysArray().shape()).isEqualTo(Shape.of(s.ts().length, 2));
        assertThat(s.stats().attempts())
                .isEqualTo(s.stats().accepted() + s.stats().rejected());
        assertThat(s.stats().evaluations()).isEqualTo(2 + 6 * s.stats().attempts());
    }

    @Test
    void runsBackwards() {
        Solution s = Ode.of(DECAY).solver(new DormandPrince5(1e-10, 1e-12)).solve(Array.vector(Math.exp(-2)), 2, 0);
        assertThat(s.lastArray().get(0)).isCloseTo(1, within(1e-9));
        assertThat(s.atArray(1).get(0)).isCloseTo(Math.exp(-1), within(1e-7));
    }

    @Test
    void noTimeIsNoStep() {
        Solution s = Ode.of(DECAY).solve(Array.vector(3), 1, 1);
        assertThat(s.lastArray().get(0)).isEqualTo(3);
        assertThat(s.ts()).containsExactly(1);
        assertThat(s.atArray(1).get(0)).isEqualTo(3);
    }

    /** A tolerance ten times smaller makes the error smaller in proportion, within a factor of three or so. */
    @Test
    void theErrorFollowsTheTolerance() {
        double before = 0;
        for (int digits = 5; digits <= 9; digits++) {
            double tolerance = Math.pow(10, -digits);
            Solution s = Ode.of(OSCILLATOR)
                    .solver(new DormandPrince5(tolerance, tolerance))
                    .solve(Array.vector(0, 1), 0, 20);
            double error = Math.abs(s.lastArray().get(0) - Math.sin(20));
            assertThat(error).isLessThan(40 * tolerance);
            if (digits > 5) {
                assertThat(before / error).isBetween(2.5, 40.0);
            }
            before = error;
        }
    }

    @Test
    void aSolutionWithoutBoundEndsAndSaysWhere() {
        Solution s = Ode.of((t, y) -> y.square()).solve(Array.vector(1), 0, 2);
        assertThat(s.result().status()).isEqualTo(Status.STEP_UNDERFLOW);
        assertThat(s.result().time()).isCloseTo(1, within(1e-3));
        assertThat(s.result().message()).contains("no bound");
        assertThatThrownBy(s::orThrow).isInstanceOf(IllegalStateException.class).hasMessageContaining("t = ");
        assertThat(s.atArray(0.5).get(0)).isCloseTo(2, within(1e-2));
    }

    @Test
    void attemptsRunOutRatherThanHang() {
        Solution s = Ode.of((t, y) -> y.minus(t.cos()).times(-1e6)).attempts(50).solve(Array.vector(0), 0, 10);
        assertThat(s.result().status()).isEqualTo(Status.MAXIMUM_STEPS);
        assertThat(s.stats().attempts()).isEqualTo(50);
        assertThat(s.result().time()).isPositive().isLessThan(10);
    }

    @Test
    void whatIsNotFiniteIsSaid() {
        Solution at = Ode.of((t, y) -> y.log()).solve(Array.vector(-1), 0, 1);
        assertThat(at.result().status()).isEqualTo(Status.NOT_FINITE);
        Solution later = Ode.of((t, y) -> y.square().times(1e200))
                .solver(new Euler())
                .steps(5)
                .solve(Array.vector(1), 0, 1);
        assertThat(later.result().status()).isEqualTo(Status.NOT_FINITE);
        assertThat(later.result().message()).contains("step");
        assertThat(Double.isNaN(later.result().time())).isFalse();
    }

    @Test
    void eventsAreLocatedToTenDigits() {
        Solution s = Ode.of(OSCILLATOR)
                .solver(new Tsitouras5(1e-12, 1e-13))
                .events(
                        Event.note((t, y) -> y.slice(0, 0, 1)),
                        new Event((t, y) -> y.slice(0, 1, 2).minus(0.5), Event.Direction.RISING, false),
                        Event.end((t, y) -> t.minus(9)))
                .solve(Array.vector(0, 1), 0, 100);
        assertThat(s.result().status()).isEqualTo(Status.EVENT);
        assertThat(s.result().time()).isCloseTo(9, within(1e-10));
        assertThat(s.lastArray().get(0)).isCloseTo(Math.sin(9), within(1e-10));
        double[] sine = s.events().stream()
                .filter(p -> p.event() == 0)
                .mapToDouble(Event.Passage::time)
                .toArray();
        assertThat(sine).hasSize(2);
        assertThat(sine[0]).isCloseTo(Math.PI, within(1e-10));
        assertThat(sine[1]).isCloseTo(2 * Math.PI, within(1e-10));
        double[] rising = s.events().stream()
                .filter(p -> p.event() == 1)
                .mapToDouble(Event.Passage::time)
                .toArray();
        assertThat(rising).hasSize(1);
        assertThat(rising[0]).isCloseTo(2 * Math.PI - Math.PI / 3, within(1e-10));
        assertThat(s.eventStateArray(0).get(1)).isCloseTo(-1, within(1e-10));
    }

    /** A ball falls from 1; where it meets the floor another solution begins, and does not meet it at once. */
    @Test
    void aSolutionGoesOnFromAnEvent() {
        Ode fall = Ode.of((t, y) ->
                        Tensor.concat(0, y.slice(0, 1, 2), y.slice(0, 1, 2).filled(-1)))
                .solver(new Tsitouras5(1e-11, 1e-12))
                .events(Event.end((t, y) -> y.slice(0, 0, 1)));
        Solution first = fall.solve(Array.vector(1, 0), 0, 10);
        assertThat(first.result().time()).isCloseTo(Math.sqrt(2), within(1e-10));
        double speed = -first.lastArray().get(1);
        Solution second = fall.solve(
                Array.vector(Math.max(0, first.lastArray().get(0)), 0.5 * speed),
                first.result().time(),
                10);
        assertThat(second.result().time()).isCloseTo(2 * Math.sqrt(2), within(1e-9));
    }

    /** Its solution is that of the sample alone, bit for bit. */
    @Test
    void samplesWithStepsOfTheirOwnDoNotSeeEachOther() {
        VectorField field = (t, y) -> y.times(t.cos().plus(y.square().times(-0.1)));
        Ode ode = Ode.of(field).solver(new Tsitouras5(1e-7, 1e-9)).perSample();
        Array both = Array.of(Shape.of(3, 2), new double[] {1, 2, 30, 40, 0.1, 0.2});
        Solution together = ode.solve(both, 0, 3);
        for (int i = 0; i < 3; i++) {
            Solution alone = ode.solve(both.rows(i, i + 1), 0, 3);
            for (int k = 0; k < 2; k++) {
                assertThat(together.lastArray().get(2 * i + k))
                        .isEqualTo(alone.lastArray().get(k));
                assertThat(together.atArray(1.234).get(2 * i + k))
                        .isEqualTo(alone.atArray(1.234).get(k));
            }
        }
        assertThat(together.ts()).containsExactly(0, 3);
        Solution shared = Ode.of(field).solver(new Tsitouras5(1e-11, 1e-12)).solve(both, 0, 3);
        for (int i = 0; i < 6; i++) {
            assertThat(together.lastArray().get(i)).isCloseTo(shared.lastArray().get(i), within(1e-5));
            assertThat(together.atArray(1.234).get(i))
                    .isCloseTo(shared.atArray(1.234).get(i), within(1e-4));
        }
    }

    @Test
    void aNetworkIsAField() {
        Network net = Network.of(Shape.of(2), Sequential.of(new Dense(8), Activations.TANH, new Dense(2)))
                .as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(1));
        Array start = Array.of(Shape.of(3, 2), new double[] {1, 0, 0, 1, 0.5, -0.5});
        Solution byNetwork = Ode.of(net).at(theta).solve(start, 0, 1);
        Solution byHand = Ode.of((t, y, p) -> net.apply(p, y), theta).solve(start, 0, 1);
        assertThat(byNetwork.lastArray()).isEqualTo(byHand.lastArray());
        Network timed = Network.of(Shape.of(3), Sequential.of(new Dense(8), Activations.TANH, new Dense(2)))
                .as(DType.FLOAT64);
        Array parameters = timed.initialArray(Key.of(2));
        Solution withTime = Ode.of(timed).at(parameters).perSample().solve(start, 0, 1);
        Solution byTime = Ode.of((t, y, p) -> timed.apply(p, Tensor.concat(1, y, t.broadcast(3, 1))), parameters)
                .perSample()
                .solve(start, 0, 1);
        assertThat(withTime.lastArray()).isEqualTo(byTime.lastArray());
        assertThatThrownBy(() -> Ode.of(net).solve(start, 0, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at(theta)");
        assertThatThrownBy(() -> Ode.of(net).at(theta).solve(Array.vector(1, 2), 0, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("batch first");
        assertThatThrownBy(() -> Ode.of(Network.of(Shape.of(2), new Dense(5)))).isInstanceOf(ShapeException.class);
    }

    @Test
    void float32IsComputedInFloat32() {
        Solution s = Ode.of(OSCILLATOR)
                .solver(new Tsitouras5(1e-5, 1e-6))
                .solve(Array.of(Shape.of(2), new float[] {0, 1}), 0, 6);
        assertThat(s.lastArray().type()).isEqualTo(DType.FLOAT32);
        assertThat(s.lastArray().get(0)).isCloseTo(Math.sin(6), within(1e-4));
    }

    @Test
    void statesThatWereNotKeptAreMadeAgain() {
        Ode ode = Ode.of(OSCILLATOR).solver(new Tsitouras5(1e-9, 1e-10));
        Solution all = ode.solve(Array.vector(0, 1), 0, 30);
        Solution few = ode.snapshots(5).solve(Array.vector(0, 1), 0, 30);
        assertThat(all.stats().accepted()).isGreaterThan(40);
        for (double t : new double[] {0.1, 3, 17, 29.9}) {
            assertThat(few.atArray(t)).isEqualTo(all.atArray(t));
        }
        assertThat(few.lastArray()).isEqualTo(all.lastArray());
    }

    @Test
    void mistakesAreRefused() {
        Array start = Array.vector(1);
        assertThatThrownBy(() -> Ode.of(DECAY).solver(new Euler()).solve(start, 0, 1))
                .hasMessageContaining("steps(n)");
        assertThatThrownBy(() -> Ode.of(DECAY).solve(Array.vector(Double.NaN), 0, 1))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> Ode.of(DECAY).solve(start, 0, Double.POSITIVE_INFINITY))
                .hasMessageContaining("to");
        assertThatThrownBy(() -> new Tsitouras5(-1, 0)).hasMessageContaining("relative");
        assertThatThrownBy(() -> new Tsitouras5(0, 0)).hasMessageContaining("both 0");
        assertThatThrownBy(() -> Ode.of(DECAY).steps(0)).hasMessageContaining("steps");
        assertThatThrownBy(() -> Ode.of(DECAY).perSample().steps(3).solve(start, 0, 1))
                .hasMessageContaining("perSample");
        assertThatThrownBy(() -> Ode.of((t, y) -> y.sum()).solve(Array.vector(1, 2), 0, 1))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Ode.of(DECAY).solve(start, 0, 1).atArray(1.5)).hasMessageContaining("goes from");
        assertThatThrownBy(() -> new StepControl(2, 0.2, 5, 0)).hasMessageContaining("safety");
    }
}
