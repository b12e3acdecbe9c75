package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.dynamics.EnsembleLaw;
import dev.lemma.kernels.dynamics.KernelFlow;
import dev.lemma.testkit.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Infinitely wide networks in training: stored means and covariances at five times, and limits as kernels. */
class TrainedEnsembleTest {

    private static final double[] TIMES = {0, 1, 10, 10_000, Double.POSITIVE_INFINITY};

    private static Limit limit(Activation activation, int hidden, double weightStd, double biasStd) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < hidden; i++) {
            layers.add(StoredLimitsTest.dense(4, weightStd, biasStd));
            layers.add(activation);
        }
        layers.add(StoredLimitsTest.dense(1, weightStd, biasStd));
        return InfiniteWidth.of(Network.of(Shape.of(4), new Sequential(layers), Parametrization.NTK)
                .as(DType.FLOAT64));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "relu1, RELU, 1, 1.4, 0.2, 1, 0",
        "erf3, ERF, 3, 1.5, 0.1, 1, 0",
        "relu2_reg, RELU, 2, 1.5, 0.1, 0.5, 0.01"
    })
    void storedEnsembles(
            String key,
            Activations activation,
            int hidden,
            double weightStd,
            double biasStd,
            double rate,
            double ridge) {
        Golden golden = Golden.read("ntk/ensemble");
        Limit limit = limit(activation, hidden, weightStd, biasStd);
        Array x = golden.get("x");
        Array y = golden.get("y");
        Array test = golden.get("x_test");
        Golden.assertClose("kernel", limit.arrays(x).get(1), golden.get(key + ".Txx"), 1e-11);
        double speed = rate / y.shape().size();
        TrainedEnsemble trained = TrainedEnsemble.of(limit, x, y, new KernelFlow(0, speed), ridge);
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TIMES.length; i++) {
            TrainedEnsemble at = trained.with(new KernelFlow(TIMES[i], speed));
            EnsembleLaw law = at.posterior(test);
            close(key + " mean " + i, law.means(), golden.get(key + ".ntk.mean" + i));
            close(key + " covariance " + i, law.covariances(), golden.get(key + ".ntk.cov" + i));
            assertThat(at.risk()).isLessThanOrEqualTo(before);
            before = at.risk();
        }
        EnsembleLaw last = TrainedEnsemble.lastLayer(limit, x, y, new KernelFlow(TIMES[4], speed), ridge)
                .posterior(test);
        close(key + " last layer mean", last.means(), golden.get(key + ".nngp.mean4"));
        if (ridge == 0) {
            close(key + " last layer covariance", last.covariances(), golden.get(key + ".nngp.cov4"));
        }
    }

    private static void close(String what, Array actual, Array expected) {
        boolean zero = java.util.Arrays.stream(expected.toDoubles()).allMatch(v -> v == 0);
        if (zero) {
            assertThat(actual.toDoubles()).as(what).containsOnly(0);
        } else {
            Golden.assertClose(what, actual, expected, 1e-10);
        }
    }

    /** Samples have the law's moments, within 5 standard errors. */
    @Test
    void samplesFollowTheLaw() {
        Golden golden = Golden.read("ntk/ensemble");
        EnsembleLaw law = limit(Activations.RELU, 1, 1.4, 0.2)
                .trainedUntil(3, golden.get("x").toINDArray(), golden.get("y").toINDArray())
                .posterior(golden.get("x_test").toINDArray());
        int count = 4000;
        Array samples = Array.of(law.sample(Key.of(1), count));
        int m = law.means().shape().extent(0);
        for (int i = 0; i < m; i++) {
            double mean = 0;
            double square = 0;
            for (int s = 0; s < count; s++) {
                double value = samples.get((s * m + i) * 2);
                mean += value / count;
                square += value * value / count;
            }
            double variance = law.covariances().get(i * m + i);
            assertThat(mean).isCloseTo(law.means().get(i * 2), within(5 * Math.sqrt(variance / count)));
            assertThat(square - mean * mean).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / count)));
        }
    }

    /** As kernels, limits enter Gram matrices like any other; images are flattened. */
    @Test
    void limitsAreKernels() {
        Network net = Network.of(
                        Shape.of(1, 3, 3),
                        Sequential.of(
                                new Convolution2D(4, 2),
                                Activations.RELU,
                                new Flatten(),
                                StoredLimitsTest.dense(1, 1, 0)),
                        Parametrization.NTK)
                .as(DType.FLOAT64);
        double[] numbers = new double[5 * 9];
        Randomness.normal(Key.of(6), numbers);
        Array images = Array.of(Shape.of(5, 1, 3, 3), numbers);
        Limit limit = InfiniteWidth.of(net);
        List<Array> expected = limit.arrays(images);
        int which = 0;
        for (Kernel kernel : List.of(limit.nngp(), limit.ntk())) {
            Array gram = Gram.of(kernel).matrix(images.reshape(5, 9));
            assertThat(gram.toDoubles()).containsExactly(expected.get(which).toDoubles(), within(1e-13));
            double[] diagonal = Gram.of(kernel).diagonal(images.reshape(5, 9)).toDoubles();
            for (int i = 0; i < 5; i++) {
                assertThat(diagonal[i]).isCloseTo(expected.get(which).get(6 * i), within(1e-13));
            }
            which++;
        }
    }

    @Test
    void badTrainingsAreRefused() {
        Limit limit = limit(Activations.RELU, 1, 1, 0);
        Array x = Array.of(Shape.of(2, 4), new double[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThatThrownBy(() -> TrainedEnsemble.of(limit, x, Array.vector(1, 2, 3), new KernelFlow(1, 1), 0))
                .hasMessageContaining("expected as many rows");
        assertThatThrownBy(() -> new KernelFlow(-1, 1)).hasMessageContaining("a time of at least 0");
        assertThatThrownBy(() -> new KernelFlow(1, Double.NaN)).hasMessageContaining("a finite speed");
    }
}
