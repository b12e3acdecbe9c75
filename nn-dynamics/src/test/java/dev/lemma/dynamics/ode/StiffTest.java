package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

class StiffTest {

    private static final VectorField FORCED = (t, y) -> {
        Tensor a = y.slice(0, 0, 1);
        Tensor b = y.slice(0, 1, 2);
        return Tensor.concat(
                0,
                a.square().times(t).times(-2).plus(b.sin()),
                a.times(b).cos().plus(t.times(1.3).sin()));
    };

    @Test
    void itsOrderIsFour() {
        Array exact = Ode.of(FORCED)
                .solver(new DormandPrince8(1e-13, 1e-14))
                .solve(Array.vector(1, 0.4), 0, 2)
                .lastArray();
        double slope = Math.log(error(40, exact) / error(80, exact)) / Math.log(2);
        assertThat(slope).isCloseTo(4, within(0.15));
        Solution s = Ode.of(FORCED).solver(new Rodas4(1e-8, 1e-9)).solve(Array.vector(1, 0.4), 0, 2);
        Golden.assertClose("end", s.lastArray(), exact, 1e-6);
        Golden.assertClose(
                "inside",
                s.atArray(1.234),
                Ode.of(FORCED)
                        .solver(new DormandPrince8(1e-12, 1e-13))
                        .solve(Array.vector(1, 0.4), 0, 1.234)
                        .lastArray(),
                1e-5);
    }

    private static double error(int steps, Array exact) {
        Array got = Ode.of(FORCED)
                .solver(new Rodas4())
                .steps(steps)
                .solve(Array.vector(1, 0.4), 0, 2)
                .lastArray();
        return Math.hypot(got.get(0) - exact.get(0), got.get(1) - exact.get(1));
    }

    /** {@code y′ = −10⁶(y − cos t)}: an explicit method needs some 3·10⁵ steps for a tenth of a unit of time each. */
    @Test
    void stiffnessDoesNotShortenItsSteps() {
        Solution s = Ode.of((t, y) -> y.minus(t.cos()).times(-1e6))
                .solver(new Rodas4(1e-6, 1e-8))
                .attempts(500)
                .solve(Array.vector(0), 0, 10);
        assertThat(s.result().status()).isEqualTo(Status.COMPLETE);
        assertThat(s.stats().accepted()).isLessThan(400);
        assertThat(s.lastArray().get(0)).isCloseTo(Math.cos(10), within(1e-5));
    }

    /** Van der Pol's equation with μ = 1000, a known stiff problem, on its slow manifold. */
    @Test
    void relaxationOscillationsAreFollowed() {
        VectorField vanDerPol = (t, y) -> Tensor.concat(
                0,
                y.slice(0, 1, 2),
                y.slice(0, 0, 1)
                        .square()
                        .negate()
                        .plus(1)
                        .times(y.slice(0, 1, 2))
                        .times(1000)
                        .minus(y.slice(0, 0, 1)));
        Solution s = Ode.of(vanDerPol)
                .solver(new Rodas4(1e-6, 1e-8))
                .attempts(2000)
                .solve(Array.vector(2, 0), 0, 1000)
                .orThrow();
        assertThat(s.stats().accepted()).isLessThan(1000);
        // The first jump of the cycle lies near t = 807; after it y₀ is on the other branch.
        assertThat(s.lastArray().get(0)).isLessThan(-1);
        assertThat(s.atArray(700).get(0)).isGreaterThan(1);
    }

    @Test
    void gradientsAndStepsOfSamplesGoThroughIt() {
        VectorField field = (t, y) -> y.times(t.cos()).minus(y.square().times(y));
        Array start = Array.of(Shape.of(2, 2), new double[] {1, 2, 0.1, -3});
        Gradient own = Ode.of(field)
                .solver(new Rodas4(1e-8, 1e-10))
                .perSample()
                .cost(y -> y.sin().sum())
                .at(start, 0, 1)
                .gradient();
        Gradient exact = Ode.of(field)
                .solver(new DormandPrince8(1e-11, 1e-12))
                .cost(y -> y.sin().sum())
                .at(start, 0, 1)
                .gradient();
        Golden.assertClose("gradient", own.startArray(), exact.startArray(), 1e-5);
    }
}
