package dev.lemma.optim.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs of chains keep, repeat and refuse. */
class MarkovChainsTest {

    private static final Potential WELLS =
            x -> x.at(0, 0).square().minus(1).square().plus(x.at(0, 1).square());

    static Stream<MarkovKernel> kernels() {
        return Stream.of(
                new Langevin(0.01, 1),
                new StochasticGradientLangevin(0.01, 1),
                new MetropolisAdjustedLangevin(0.1, 1),
                new HamiltonianMonteCarlo(0.2, 3, 1));
    }

    private static Samples run(MarkovKernel kernel, Executor executor, DType type, int chains, Recording recording) {
        return new MarkovChains(kernel, WELLS, type, 2, chains, recording, executor)
                .run(Array.zeros(type, Shape.of(2, chains)), Key.of(3));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void oneThreadAndTwoGiveTheSameBits(MarkovKernel kernel) {
        for (DType type : DType.values()) {
            Recording recording = new Recording(3, 2, 4);
            Samples one = run(kernel, new FusedExecutor(1), type, 30_001, recording);
            Samples two = run(kernel, new FusedExecutor(2), type, 30_001, recording);
            assertThat(two.positions()).isEqualTo(one.positions());
            assertThat(two.acceptance()).isEqualTo(one.acceptance());
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void agreesWithTheReference(MarkovKernel kernel) {
        Recording recording = new Recording(2, 3, 2);
        double[] expected = run(kernel, new ReferenceExecutor(), DType.FLOAT64, 17, recording)
                .positions()
                .toDoubles();
        assertThat(run(kernel, new FusedExecutor(1), DType.FLOAT64, 17, recording)
                        .positions()
                        .toDoubles())
                .containsExactly(expected, within(1e-10));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void keepsEveryThinnedPosition(MarkovKernel kernel) {
        FusedExecutor executor = new FusedExecutor(1);
        double[] all = run(kernel, executor, DType.FLOAT64, 5, new Recording(0, 9, 1))
                .positions()
                .toDoubles();
        Samples some = run(kernel, executor, DType.FLOAT64, 5, new Recording(3, 2, 3));
        double[] kept = some.positions().toDoubles();
        assertThat(some.positions().shape()).isEqualTo(Shape.of(2, 2, 5));
        for (int i = 0; i < 10; i++) {
            assertThat(kept[i]).isEqualTo(all[5 * 10 + i]);
            assertThat(kept[10 + i]).isEqualTo(all[8 * 10 + i]);
        }
        assertThat(some.last())
                .isEqualTo(run(kernel, executor, DType.FLOAT64, 5, Recording.last(9))
                        .last());
        assertThat(some.coordinate(1))
                .containsExactly(
                        kept[5], kept[6], kept[7], kept[8], kept[9], kept[15], kept[16], kept[17], kept[18], kept[19]);
    }

    /** Mean and covariance of a correlated normal law in ten dimensions, to five standard errors. */
    @Test
    void manyDimensions() {
        int d = 10;
        int chains = 20_000;
        double[][] precision = new double[d][d];
        for (int i = 0; i < d; i++) {
            precision[i][i] = 2;
            if (i > 0) {
                precision[i][i - 1] = -0.9;
                precision[i - 1][i] = -0.9;
            }
        }
        Tensor matrix = Tensor.literal(Array.matrix(precision));
        Potential normal = x -> x.times(matrix.matmul(x)).sum(0).times(0.5);
        MarkovChains run = new MarkovChains(
                new HamiltonianMonteCarlo(0.3, 4, 1), normal, DType.FLOAT64, d, chains, Recording.last(40));
        Samples samples = run.run(Array.zeros(DType.FLOAT64, Shape.of(d, chains)), Key.of(1));
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double[] b = samples.coordinate(j);
                double mean = 0;
                for (int c = 0; c < chains; c++) {
                    double product = 0;
                    for (int k = 0; k < d; k++) {
                        product += precision[i][k] * samples.positions().get(k * chains + c);
                    }
                    mean += product * b[c] / chains; // E (P x) xᵀ = 1
                }
                assertThat(mean).isCloseTo(i == j ? 1 : 0, within(5 * 2.5 / Math.sqrt(chains)));
            }
        }
    }

    // ------------------------------------------------------------------ stochastic gradients

    /**
     * A normal law of data, each term {@code (x − zᵢ)²/2}: the chain is {@code x ← x − h(n·x − (n/b)Σ z) + √(2hT)ξ}, whose
     * variance is known with the noise of the batches.
     */
    @Test
    void theNoiseOfBatchesHeats() {
        int n = 40;
        int batch = 5;
        int chains = 40_000;
        double h = 0.02;
        double[] z = new double[n];
        Randomness.normal(Key.of(5), z);
        double mean = 0;
        double spread = 0;
        for (double value : z) {
            mean += value / n;
        }
        for (double value : z) {
            spread += (value - mean) * (value - mean) / n;
        }
        MinibatchPotential potential = new MinibatchPotential(
                x -> x.at(0, 0).times(0),
                (x, data) -> x.minus(data.squeeze(2)).square().times(0.5),
                Array.of(Shape.of(n, 1), z),
                batch);
        Samples samples = new MarkovChains(
                        new StochasticGradientLangevin(h, 1), potential, DType.FLOAT64, 1, chains, Recording.last(60))
                .run(Array.zeros(DType.FLOAT64, Shape.of(1, chains)), Key.of(6));
        double bath = 2 * h;
        double batches = h * h * n * n * spread / batch;
        double variance = (bath + batches) / (1 - (1 - h * n) * (1 - h * n));
        double found = 0;
        double centre = 0;
        for (double x : samples.coordinate(0)) {
            centre += x / chains;
            found += (x - mean) * (x - mean) / chains;
        }
        assertThat(centre).isCloseTo(mean, within(5 * Math.sqrt(variance / chains)));
        assertThat(found).isCloseTo(variance, within(6 * variance * Math.sqrt(2.0 / chains)));
        assertThat(variance).isGreaterThan(2 * bath / (1 - (1 - h * n) * (1 - h * n)));
        // with all data the noise of the batches is gone
        Samples whole = new MarkovChains(new Langevin(h, 1), potential, DType.FLOAT64, 1, chains, Recording.last(60))
                .run(Array.zeros(DType.FLOAT64, Shape.of(1, chains)), Key.of(6));
        double exact = bath / (1 - (1 - h * n) * (1 - h * n));
        double without = 0;
        for (double x : whole.coordinate(0)) {
            without += (x - mean) * (x - mean) / chains;
        }
        assertThat(without).isCloseTo(exact, within(6 * exact * Math.sqrt(2.0 / chains)));
    }

    // ------------------------------------------------------------------ what is refused

    @Test
    void refusesWhatCannotRun() {
        Array start = Array.zeros(DType.FLOAT64, Shape.of(2, 5));
        MarkovChains chains = new MarkovChains(new Langevin(0.01, 1), WELLS, DType.FLOAT64, 2, 5, Recording.last(3));
        assertThatThrownBy(() -> chains.run(start.reshape(5, 2), Key.of(0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("one column per chain")
                .hasMessageContaining("[5, 2]");
        assertThatThrownBy(() -> chains.run(Array.full(DType.FLOAT64, Shape.of(2, 5), Double.NaN), Key.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> new MarkovChains(
                        new Langevin(0.01, 1), x -> x.square().sum(), DType.FLOAT64, 2, 5, Recording.last(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one number per chain, [5]");
        assertThatThrownBy(() -> new Langevin(-0.1, 1)).hasMessage("step: expected a finite number above 0, got -0.1");
        assertThatThrownBy(() -> new MetropolisAdjustedLangevin(0.1, 0)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new HamiltonianMonteCarlo(0.1, 0, 1)).hasMessageContaining("leaps");
        assertThatThrownBy(() -> new StochasticGradientLangevin(0.1, Double.NaN))
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Recording(-1, 1, 1)).hasMessageContaining("burnIn");
        assertThatThrownBy(() -> new Sgld(0.1, -1)).hasMessageContaining("temperature");
    }

    @Test
    void aChainThatRunsAwayIsTold() {
        Array start = Array.full(DType.FLOAT64, Shape.of(2, 5), 3);
        assertThatThrownBy(() -> new MarkovChains(new Langevin(0.5, 1), WELLS, DType.FLOAT64, 2, 5, Recording.last(30))
                        .run(start, Key.of(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("Langevin[step=0.5")
                .hasMessageContaining("smaller step");
        // one that chooses refuses the way out
        Samples stays = new MarkovChains(
                        new MetropolisAdjustedLangevin(0.5, 1), WELLS, DType.FLOAT64, 2, 5, Recording.last(30))
                .run(start, Key.of(0));
        assertThat(stays.positions().isFinite()).isTrue();
    }
}
