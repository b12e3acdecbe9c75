package dev.lemma.optim.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.special.IncompleteGamma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Detailed balance, acceptance for small steps, and the leapfrog method. */
class BalanceTest {

    private static final double T = 0.7;

    /** In equilibrium as many chains go from bin i to bin j in a step as from j to i: Bowker's test of symmetry. */
    private static double symmetry(MarkovKernel kernel, int chains) {
        int bins = 8;
        Array start = Wells.equilibrium(T, chains, Key.of(6));
        double[] bounds =
                GoodnessOfFit.Law.of(Wells.boltzmann(T), -Wells.END, Wells.END).bounds(bins);
        double[] before = start.toDoubles();
        double[] after = Wells.run(kernel, start, Recording.last(1), 7).coordinate(0);
        double[][] moves = new double[bins][bins];
        for (int i = 0; i < chains; i++) {
            moves[bin(before[i], bounds)][bin(after[i], bounds)]++;
        }
        double statistic = 0;
        int degrees = 0;
        for (int i = 0; i < bins; i++) {
            for (int j = 0; j < i; j++) {
                double both = moves[i][j] + moves[j][i];
                if (both >= 25) {
                    statistic += (moves[i][j] - moves[j][i]) * (moves[i][j] - moves[j][i]) / both;
                    degrees++;
                }
            }
        }
        assertThat(degrees).isGreaterThan(6);
        return IncompleteGamma.upper(degrees / 2.0, statistic / 2);
    }

    private static int bin(double x, double[] bounds) {
        return -Arrays.binarySearch(bounds, x) - 1;
    }

    /** Failure probability 1e-6 each; unadjusted steps of the same size are found out. */
    @Test
    void detailedBalance() {
        assertThat(symmetry(new MetropolisAdjustedLangevin(0.2, T), 200_000)).isGreaterThan(Wells.FAILURE);
        assertThat(symmetry(new HamiltonianMonteCarlo(0.4, 3, T), 200_000)).isGreaterThan(Wells.FAILURE);
        assertThat(symmetry(new Langevin(0.1, T), 200_000)).isLessThan(Wells.FAILURE);
    }

    /**
     * {@code 1 − acceptance} of order h^{3/2}: a slope of 3/2 over two halvings; 1e6 proposals each, standard errors below 1
     * %.
     */
    @Test
    void refusalsOfMalaVanishWithTheStep() {
        Array start = Wells.equilibrium(T, 20_000, Key.of(9));
        double[] refused = new double[3];
        for (int i = 0; i < 3; i++) {
            double h = 0.04 / (1 << 2 * i);
            refused[i] = 1
                    - Wells.run(new MetropolisAdjustedLangevin(h, T), start, Recording.last(50), 3)
                            .acceptance();
        }
        assertThat(refused[2]).isLessThan(0.01);
        assertThat(Math.log(refused[0] / refused[2]) / Math.log(16)).isCloseTo(1.5, within(0.15));
    }

    /** One leap is a Langevin proposal with h = ε²/2: the two methods refuse equally often. */
    @Test
    void oneLeapIsMala() {
        Array start = Wells.equilibrium(T, 20_000, Key.of(9));
        double mala = Wells.run(new MetropolisAdjustedLangevin(0.125, T), start, Recording.last(20), 3)
                .acceptance();
        double one = Wells.run(new HamiltonianMonteCarlo(0.5, 1, T), start, Recording.last(20), 4)
                .acceptance();
        assertThat(one).isCloseTo(mala, within(0.01));
    }

    // ------------------------------------------------------------------ leapfrog

    private static final int POINTS = 50;

    private static List<Array> flow(Leapfrog leapfrog, Array q, Array p) {
        Tensor from = Tensor.input("q", DType.FLOAT64, 2, POINTS);
        Tensor momentum = Tensor.input("p", DType.FLOAT64, 2, POINTS);
        Potential well = x -> x.at(0, 0)
                .square()
                .minus(1)
                .square()
                .plus(x.at(0, 0).times(x.at(0, 1)))
                .plus(x.at(0, 1).square());
        Leapfrog.Point start = Leapfrog.Point.of(well, from, momentum);
        Leapfrog.Point end = leapfrog.integrate(well, start);
        return Fused.executor()
                .open(Routine.of(
                        List.of(from, momentum),
                        List.of(end.q(), end.p(), end.energy().minus(start.energy()), end.value(), end.gradient())))
                .run(List.of(q, p));
    }

    private static Array normal(long seed) {
        double[] numbers = new double[2 * POINTS];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(Shape.of(2, POINTS), numbers);
    }

    private static Array negated(Array x) {
        return Array.of(x.shape(), Arrays.stream(x.toDoubles()).map(v -> -v).toArray());
    }

    @Test
    void leapfrogGoesBackWhereItCameFrom() {
        Leapfrog leapfrog = new Leapfrog(0.05, 40);
        Array q = normal(1);
        Array p = normal(2);
        List<Array> there = flow(leapfrog, q, p);
        List<Array> back = flow(leapfrog, there.get(0), negated(there.get(1)));
        assertThat(there.get(0).toDoubles()).usingElementComparator(away(0.1)).isNotEqualTo(q.toDoubles());
        assertThat(back.get(0).toDoubles()).containsExactly(q.toDoubles(), within(1e-11));
        assertThat(back.get(1).toDoubles()).containsExactly(negated(p).toDoubles(), within(1e-11));
    }

    private static Comparator<Double> away(double distance) {
        return (a, b) -> Math.abs(a - b) < distance ? 0 : Double.compare(a, b);
    }

    /** The same time in 20, 40 and 80 steps: the energy error falls by 4 each time. */
    @Test
    void theEnergyErrorOfLeapfrogIsOfSecondOrder() {
        List<Double> errors = new ArrayList<>();
        for (int steps : new int[] {40, 80, 160}) {
            double[] change = flow(new Leapfrog(1.0 / steps, steps), normal(1), normal(2))
                    .get(2)
                    .toDoubles();
            errors.add(Math.sqrt(Arrays.stream(change).map(e -> e * e).sum() / POINTS));
        }
        assertThat(Math.log(errors.get(0) / errors.get(1)) / Math.log(2)).isCloseTo(2, within(0.1));
        assertThat(Math.log(errors.get(1) / errors.get(2)) / Math.log(2)).isCloseTo(2, within(0.1));
        assertThat(errors.get(2)).isGreaterThan(1e-8);
    }
}
