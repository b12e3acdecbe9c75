package dev.lemma.optim.sampling;

import static dev.lemma.optim.sampling.Wells.FAILURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws of the chains by chi-square tests of independent samples, one from each chain. A right method fails each with
 * probability 1e-6 (the seed is fixed: once and for all); methods with a known mistake must fail.
 */
class StationaryLawTest {

    private static final double T = 0.7;
    private static final int CHAINS = 20_000;

    /** A kernel with a mistake, in one line. */
    private record Wrong(String mistake, MarkovKernel kernel) {

        @Override
        public String toString() {
            return mistake;
        }
    }

    @FunctionalInterface
    private interface Step {
        Tensor at(Tensor x, Tensor gradient, Tensor noise);
    }

    private static MarkovKernel unadjusted(Step step) {
        return (potential, carried, key) -> {
            Tensor x = carried.get(0);
            Tensor gradient = Potential.gradient(potential.at(x), x);
            return MarkovKernel.Move.to(
                    step.at(x, gradient, Draws.normal(key, x.type(), x.shape().extents())));
        };
    }

    // ------------------------------------------------------------------ Langevin

    /** The law after n steps from 0 is known by quadrature for every h: nothing is left to the size of the bias. */
    @Test
    void langevinHasTheLawOfItsSteps() {
        for (double h : new double[] {0.02, 0.05}) {
            for (int steps : new int[] {1, 7, 120}) {
                double[] x = Wells.run(new Langevin(h, T), zeros(CHAINS), Recording.last(steps), 5)
                        .coordinate(0);
                DoubleUnaryOperator law = Wells.afterLangevinSteps(h, T, 0, steps);
                assertThat(GoodnessOfFit.of(x, law, -Wells.END, Wells.END, Wells.BINS)
                                .pValue())
                        .as("h = %s, %s steps", h, steps)
                        .isGreaterThan(FAILURE);
            }
        }
    }

    /** h so small that the bias adds less than 0.5 to a chi-square of 23 ± 6.8: 2000 steps of 0.002 from equilibrium. */
    @Test
    void langevinSamplesTheBoltzmannLaw() {
        double h = 0.002;
        int chains = 5000;
        DoubleUnaryOperator stationary = Wells.afterLangevinSteps(0.01, T, 0, 1500);
        // The bias is of order h, its divergence of order h²: measured at 0.01, where quadrature is quick.
        double divergence = Wells.divergence(stationary, Wells.boltzmann(T)) * (h / 0.01) * (h / 0.01);
        assertThat(chains * divergence).isLessThan(0.5);
        assertThat(Wells.fromEquilibrium(new Langevin(h, T), T, chains, 2000).pValue())
                .isGreaterThan(FAILURE);
    }

    @Tag("slow")
    @Test
    void langevinSamplesTheBoltzmannLawWithManyChains() {
        double h = 0.0005;
        assertThat(Wells.fromEquilibrium(new Langevin(h, T), T, 50_000, 10_000).pValue())
                .isGreaterThan(FAILURE);
    }

    /** The divergence from exp(−V/T) falls as h²: the bias is O(h). */
    @Test
    void theBiasOfLangevinIsOfFirstOrder() {
        double coarse = Wells.divergence(Wells.afterLangevinSteps(0.04, T, 0, 500), Wells.boltzmann(T));
        double fine = Wells.divergence(Wells.afterLangevinSteps(0.02, T, 0, 1000), Wells.boltzmann(T));
        assertThat(Math.log(coarse / fine) / Math.log(2) / 2).isCloseTo(1, within(0.15));
    }

    static Stream<Wrong> wrongLangevin() {
        double h = 0.02;
        return Stream.of(
                new Wrong("noise √(hT)", unadjusted((x, g, xi) -> x.minus(g.times(h))
                        .plus(xi.times(Math.sqrt(h * T))))),
                new Wrong("noise √(2h)", unadjusted((x, g, xi) -> x.minus(g.times(h))
                        .plus(xi.times(Math.sqrt(2 * h))))),
                new Wrong("noise 2hT", unadjusted((x, g, xi) -> x.minus(g.times(h))
                        .plus(xi.times(2 * h * T)))),
                new Wrong("half a gradient", unadjusted((x, g, xi) -> x.minus(g.times(h / 2))
                        .plus(xi.times(Math.sqrt(2 * h * T))))));
    }

    @ParameterizedTest
    @MethodSource("wrongLangevin")
    void aWrongLangevinIsFound(Wrong wrong) {
        double[] x =
                Wells.run(wrong.kernel(), zeros(CHAINS), Recording.last(120), 5).coordinate(0);
        DoubleUnaryOperator law = Wells.afterLangevinSteps(0.02, T, 0, 120);
        assertThat(GoodnessOfFit.of(x, law, -Wells.END, Wells.END, Wells.BINS).pValue())
                .isLessThan(FAILURE);
    }

    /** Normal with variance T/(k(1 − hk/2)), not T/k, for a quadratic: any h, in float32. */
    @Test
    void langevinOnAQuadraticHasItsExactVariance() {
        double k = 2;
        double h = 0.25;
        Potential quadratic = x -> x.at(0, 0).square().times(k / 2);
        Array start = Array.zeros(DType.FLOAT32, Shape.of(1, CHAINS));
        double[] x = new MarkovChains(new Langevin(h, T), quadratic, DType.FLOAT32, 1, CHAINS, Recording.last(60))
                .run(start, Key.of(8))
                .coordinate(0);
        double variance = T / (k * (1 - h * k / 2));
        assertThat(normalFit(x, variance).pValue()).isGreaterThan(FAILURE);
        assertThat(normalFit(x, T / k).pValue()).isLessThan(FAILURE);
    }

    static GoodnessOfFit normalFit(double[] x, double variance) {
        double end = 8 * Math.sqrt(variance);
        return GoodnessOfFit.of(x, y -> Math.exp(-y * y / (2 * variance)), -end, end, Wells.BINS);
    }

    // ------------------------------------------------------------------ MALA and HMC

    static Stream<MarkovKernel> exact() {
        return Stream.of(
                new MetropolisAdjustedLangevin(0.02, T),
                new MetropolisAdjustedLangevin(0.2, T),
                new HamiltonianMonteCarlo(0.1, 1, T),
                new HamiltonianMonteCarlo(0.15, 6, T),
                new HamiltonianMonteCarlo(0.6, 3, T));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void exactMethodsKeepTheBoltzmannLaw(MarkovKernel kernel) {
        assertThat(Wells.fromEquilibrium(kernel, T, CHAINS, 60).pValue()).isGreaterThan(FAILURE);
    }

    /**
     * From 0, far from equilibrium: they do not only keep the law, they find it. Thinned, each sample of a chain is as good
     * as new.
     */
    @ParameterizedTest
    @MethodSource("exact")
    @Tag("slow")
    void exactMethodsFindTheBoltzmannLaw(MarkovKernel kernel) {
        Samples samples = Wells.run(kernel, zeros(CHAINS), new Recording(500, 3, 500), 3);
        assertThat(GoodnessOfFit.of(samples.coordinate(0), Wells.boltzmann(T), -Wells.END, Wells.END, 40)
                        .pValue())
                .isGreaterThan(FAILURE);
    }

    /** The same in short, with the method that is quickest to forget. */
    @Test
    void hamiltonianMonteCarloFindsTheBoltzmannLaw() {
        Samples samples = Wells.run(new HamiltonianMonteCarlo(0.3, 5, T), zeros(4000), new Recording(100, 3, 60), 3);
        assertThat(GoodnessOfFit.of(samples.coordinate(0), Wells.boltzmann(T), -Wells.END, Wells.END, Wells.BINS)
                        .pValue())
                .isGreaterThan(FAILURE);
    }

    private record NoProposalRatio(double step) implements MarkovKernel {

        @Override
        public Move move(Potential potential, List<Tensor> carried, Tensor key) {
            Tensor x = carried.get(0);
            Tensor value = potential.at(x);
            Tensor noise = Draws.normal(key.keyAt(0), x.type(), x.shape().extents());
            Tensor y = new Langevin(step, T).moved(x, Potential.gradient(value, x), noise);
            return Move.metropolis(
                    List.of(y), carried, value.minus(potential.at(y)).times(1 / T), key.keyAt(1));
        }
    }

    private record WrongHamiltonian(double step, int leaps, double momentum, double temperature, boolean chooses)
            implements MarkovKernel {

        @Override
        public Move move(Potential potential, List<Tensor> carried, Tensor key) {
            Tensor x = carried.get(0);
            Tensor p = Draws.normal(key.keyAt(0), x.type(), x.shape().extents()).times(Math.sqrt(momentum));
            Leapfrog.Point from = Leapfrog.Point.of(potential, x, p);
            Leapfrog.Point to = new Leapfrog(step, leaps).integrate(potential, from);
            Tensor ratio = from.energy().minus(to.energy()).times(1 / temperature);
            return chooses ? Move.metropolis(List.of(to.q()), carried, ratio, key.keyAt(1)) : Move.to(to.q());
        }
    }

    static Stream<Wrong> wrongExact() {
        return Stream.of(
                new Wrong("MALA without the correction", new Langevin(0.05, T)),
                new Wrong("MALA without the ratio of proposals", new NoProposalRatio(0.2)),
                new Wrong("HMC that takes every proposal", new WrongHamiltonian(0.3, 1, T, T, false)),
                new Wrong("HMC with momenta of temperature 1", new WrongHamiltonian(0.15, 6, 1, T, true)),
                new Wrong("HMC that weighs at temperature 1", new WrongHamiltonian(0.6, 3, T, 1, true)));
    }

    @ParameterizedTest
    @MethodSource("wrongExact")
    void aWrongMethodIsFound(Wrong wrong) {
        assertThat(Wells.fromEquilibrium(wrong.kernel(), T, CHAINS, 60).pValue())
                .isLessThan(FAILURE);
    }

    /** At acceptance near 1/2, where the choice matters. */
    @Test
    void largeStepsAreRefused() {
        Array start = Wells.equilibrium(T, 4000, Key.of(4));
        assertThat(Wells.run(new MetropolisAdjustedLangevin(0.5, T), start, Recording.last(20), 1)
                        .acceptance())
                .isBetween(0.05, 0.8);
        assertThat(Wells.run(new HamiltonianMonteCarlo(0.9, 3, T), start, Recording.last(20), 1)
                        .acceptance())
                .isBetween(0.05, 0.8);
    }

    private static Array zeros(int chains) {
        return Array.zeros(DType.FLOAT64, Shape.of(1, chains));
    }
}
