package dev.lemma.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    private static final int N = 25;
    private static final int D = 4;

    private static Array points() {
        double[] x = new double[N * D];
        Randomness.normal(Key.of(21), x);
        return Array.of(Shape.of(N, D), x);
    }

    /** Root mean square error of the Gram matrix. */
    private static double error(FeatureMap features, Kernel kernel) {
        Array k = Gram.of(kernel).matrix(points());
        Array own = Gram.of(features.kernel()).matrix(points());
        double sum = 0;
        for (int i = 0; i < N * N; i++) {
            sum += Math.pow(k.get(i) - own.get(i), 2);
        }
        return Math.sqrt(sum / (N * N));
    }

    /** The slope of the logarithm of the error, the mean square over 8 keys, in that of the number of features from 64 to 4096, by least squares. */
    private static double slope(IntFunction<Double> error) {
        double[] x = new double[7];
        double[] y = new double[7];
        for (int i = 0; i < 7; i++) {
            x[i] = Math.log(64 << i);
            y[i] = Math.log(error.apply(64 << i));
        }
        double mx = Arrays.stream(x).average().orElseThrow();
        double my = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < 7; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
        }
        return xy / xx;
    }

    private static double mean(IntFunction<FeatureMap> make, Kernel kernel) {
        double sum = 0;
        for (int key = 0; key < 8; key++) {
            sum += Math.pow(error(make.apply(key), kernel), 2) / 8;
        }
        return Math.sqrt(sum);
    }

    /** Order m^−½ for every spectrum and for random neurons; orthogonal frequencies have the same order and a smaller error. */
    @Test
    void errorsFallWithTheRootOfTheNumberOfFeatures() {
        for (Spectrum spectrum : Spectrum.values()) {
            Kernel kernel = spectrum.kernel(1.5);
            assertThat(slope(m -> mean(key -> new RandomWaves(m, spectrum, 1.5, Key.of(key)), kernel)))
                    .as("%s", spectrum)
                    .isBetween(-0.58, -0.42);
        }
        Kernel gaussian = Spectrum.GAUSSIAN.kernel(2.0);
        assertThat(slope(m -> mean(key -> new RandomWaves(m, Spectrum.GAUSSIAN, 2.0, true, Key.of(key)), gaussian)))
                .isBetween(-0.58, -0.42);
        assertThat(mean(key -> new RandomWaves(256, Spectrum.GAUSSIAN, 2.0, true, Key.of(key)), gaussian))
                .isLessThan(0.8 * mean(key -> new RandomWaves(256, Spectrum.GAUSSIAN, 2.0, Key.of(key)), gaussian));
        Kernel relu = Kernels.arcCosine(1);
        assertThat(slope(m -> mean(key -> new RandomNeurons(m, Activations.RELU, Key.of(key)), relu)))
                .isBetween(-0.58, -0.42);
        Kernel step = Kernels.arcCosine(0);
        assertThat(slope(m -> mean(key -> new RandomNeurons(m, x -> x.greaterThan(0), Key.of(key)), step)))
                .isBetween(-0.58, -0.42);
    }

    @Test
    void wavesHaveUnitLength() {
        Array phi = new RandomWaves(64, Spectrum.MATERN_32, 1, Key.of(1)).transform(points());
        for (int i = 0; i < N; i++) {
            double square = 0;
            for (int j = 0; j < 64; j++) {
                square += phi.get(i * 64 + j) * phi.get(i * 64 + j);
            }
            assertThat(square).isCloseTo(1, within(1e-14));
        }
        assertThatThrownBy(() -> new RandomWaves(7, Spectrum.GAUSSIAN, 1, Key.of(0)))
                .hasMessageContaining("even");
    }

    /** Exact at the centres, below the kernel elsewhere, and exact everywhere with all points as centres. */
    @Test
    void nystromProjects() {
        Kernel kernel = Kernels.matern32(1.2);
        Array x = points();
        Nystrom all = Nystrom.uniform(kernel, x, N, Key.of(2));
        Golden.assertClose(
                "all centres", Gram.of(all.kernel()).matrix(x), Gram.of(kernel).matrix(x), 1e-11);
        int[] chosen = Centres.uniform(N, 9, Key.of(3));
        Nystrom some = Nystrom.of(kernel, x.rows(chosen));
        Golden.assertClose(
                "at the centres",
                Gram.of(some.kernel()).matrix(x.rows(chosen)),
                Gram.of(kernel).matrix(x.rows(chosen)),
                1e-11);
        Array diagonal = Gram.of(some.kernel()).diagonal(x);
        for (int i = 0; i < N; i++) {
            assertThat(diagonal.get(i)).isLessThanOrEqualTo(1 + 1e-12);
        }
        // Doubled centres add nothing: directions without an eigenvalue are left out.
        int[] twice = Arrays.copyOf(chosen, 18);
        System.arraycopy(chosen, 0, twice, 9, 9);
        assertThat(Nystrom.of(kernel, x.rows(twice)).map().shape()).isEqualTo(Shape.of(18, 9));
    }

    /** Scores lie in [0, 1] and sum to the degrees of freedom; the sketch of all points is exact; a point apart from the rest has a large one and is chosen. */
    @Test
    void leverageScoresFindWhatIsApart() {
        Kernel kernel = Kernels.gaussian(2.0);
        double[] numbers = points().toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= 0.2;
        }
        numbers[4 * D] = 50;
        Array x = Array.of(Shape.of(N, D), numbers);
        double[] exact = Centres.leverageScores(kernel, x, 1e-2);
        double[] sketched = Centres.approximateLeverageScores(kernel, x, 1e-2, N, Key.of(4));
        assertThat(sketched).containsExactly(exact, within(1e-10));
        assertThat(exact[4]).isGreaterThan(0.7);
        assertThat(Arrays.stream(exact).sum()).isLessThan(6);
        int found = 0;
        for (int key = 0; key < 20; key++) {
            int[] chosen = Centres.byScores(exact, 5, Key.of(key));
            assertThat(chosen).hasSize(5).doesNotHaveDuplicates();
            found += Arrays.binarySearch(chosen, 4) >= 0 ? 1 : 0;
        }
        assertThat(found).isGreaterThan(10); // uniform: 4 of 20
        assertThat(Nystrom.byLeverage(kernel, x, 5, 1e-2, Key.of(5)).centres().shape())
                .isEqualTo(Shape.of(5, D));
        assertThatThrownBy(() -> Centres.uniform(5, 6, Key.of(0))).hasMessageContaining("between 1 and 5");
    }

    /** As the first layer of a network: no parameters, and a gradient through it. */
    @Test
    void featuresAreLayers() {
        for (FeatureMap features : new FeatureMap[] {
            new RandomWaves(16, Spectrum.GAUSSIAN, 1, Key.of(0)),
            new RandomNeurons(16, Activations.RELU, Key.of(0)),
            Nystrom.uniform(Kernels.gaussian(1), points(), 16, Key.of(0))
        }) {
            Network net = Network.of(Shape.of(D), Sequential.of(features, new Dense(1)));
            int width = features.transform(points()).shape().extent(1);
            assertThat(net.parameterCount()).isEqualTo(width + 1);
            Tensor x = Tensor.input("x", DType.FLOAT32, 3, D);
            assertThat(features.map(x).type()).isEqualTo(DType.FLOAT32);
        }
    }
}
