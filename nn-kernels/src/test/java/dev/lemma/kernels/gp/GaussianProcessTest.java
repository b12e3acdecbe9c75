package dev.lemma.kernels.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.solve.Jitter;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

class GaussianProcessTest {

    private static final int N = 60;

    private static Array line() {
        double[] x = new double[N];
        Arrays.setAll(x, i -> 10.0 * i / N);
        return Array.vector(x).reshape(N, 1);
    }

    private static Array drawn(Kernel kernel, long seed) {
        return GaussianProcess.of(kernel)
                .at(line())
                .sampleArray(Key.of(seed), 1)
                .reshape(N);
    }

    /** Data from a known process: the evidence found is at least that of the truth, its gradient is 0, and the noise is recovered within its spread. */
    @Test
    void theSearchEndsAtAMaximumOfTheEvidence() {
        Array f = drawn(Kernels.gaussian(1.2).times(2.0), 5);
        double[] y = f.toDoubles();
        double[] noise = new double[N];
        Randomness.normal(Key.of(6), noise);
        for (int i = 0; i < N; i++) {
            y[i] += 0.2 * noise[i];
        }
        Kernel start = Kernels.gaussian(0.3).times(1.0).plus(Kernels.white(1.0));
        GaussianProcess gp = GaussianProcess.of(start).fit(line(), Array.vector(y));
        double truth = GaussianProcess.of(start.with(2.0, 1.2, 0.04))
                .condition(line(), Array.vector(y))
                .logEvidence();
        assertThat(gp.logEvidence()).isGreaterThan(truth);
        for (double g : gp.logEvidenceGradient()) {
            assertThat(g).isCloseTo(0, within(2e-2));
        }
        assertThat(gp.hyperparameters())
                .extracting(Hyperparameter::name)
                .containsExactly("0/variance", "0/length", "1/variance");
        assertThat(gp.hyperparameters().get(2).value()).isBetween(0.02, 0.08);
        assertThat(gp.search()).isNotEmpty();
        assertThat(gp.search().get(0).value()).isCloseTo(-gp.logEvidence(), within(1e-9));
        // Starts run side by side, and give the same again.
        GaussianProcess again = GaussianProcess.of(start).fit(line(), Array.vector(y));
        assertThat(again.logEvidence()).isEqualTo(gp.logEvidence());
    }

    /** 95 % intervals of observations hold about 95 % of 400 new ones: within 5 standard errors, 1 failure in a million. */
    @Test
    void intervalsHoldWhatTheySay() {
        Kernel k = Kernels.matern52(1.0).plus(Kernels.white(0.1));
        int inside = 0;
        int count = 0;
        for (int trial = 0; trial < 20; trial++) {
            double[] all = GaussianProcess.of(Kernels.matern52(1.0))
                    .at(line())
                    .observed(0.1)
                    .sampleArray(Key.of(100 + trial), 1)
                    .toDoubles();
            int[] train = IntStream.range(0, N).filter(i -> i % 3 != 0).toArray();
            int[] test = IntStream.range(0, N).filter(i -> i % 3 == 0).toArray();
            Array y = Array.vector(all);
            Posterior p = GaussianProcess.of(k)
                    .condition(line().rows(train), y.rows(train))
                    .posterior(line().rows(test))
                    .observed();
            double[] half = p.halfWidthArray(0.95).toDoubles();
            for (int i = 0; i < test.length; i++) {
                inside += Math.abs(all[test[i]] - p.meanArray().get(i)) <= half[i] ? 1 : 0;
                count++;
            }
        }
        double rate = (double) inside / count;
        assertThat(rate).isCloseTo(0.95, within(5 * Math.sqrt(0.95 * 0.05 / count)));
    }

    /** Mean and covariance of 4000 samples, within 6 standard errors. */
    @Test
    void samplesHaveTheLaw() {
        Array x = line();
        Posterior p = GaussianProcess.of(Kernels.gaussian(1.0).plus(Kernels.white(0.05)))
                .condition(x, drawn(Kernels.gaussian(1.0), 8))
                .posterior(Array.matrix(new double[][] {{0.05}, {3.21}, {3.4}, {12}}));
        int count = 4000;
        Array s = p.sampleArray(Key.of(9), count);
        assertThat(s.shape()).isEqualTo(Shape.of(count, 4));
        for (int i = 0; i < 4; i++) {
            double mean = 0;
            for (int c = 0; c < count; c++) {
                mean += s.get(c * 4 + i) / count;
            }
            double sd = Math.sqrt(p.varianceArray().get(i));
            assertThat(mean).isCloseTo(p.meanArray().get(i), within(6 * sd / Math.sqrt(count)));
            for (int j = 0; j < 4; j++) {
                double covariance = 0;
                for (int c = 0; c < count; c++) {
                    covariance += (s.get(c * 4 + i) - p.meanArray().get(i))
                            * (s.get(c * 4 + j) - p.meanArray().get(j))
                            / count;
                }
                double other = Math.sqrt(p.varianceArray().get(j));
                assertThat(covariance)
                        .isCloseTo(
                                p.covarianceArray().get(i * 4 + j),
                                within(6 * Math.sqrt(2) * sd * other / Math.sqrt(count)));
            }
        }
        assertThat(p.sampleArray(Key.of(9), 1).toDoubles())
                .isEqualTo(s.rows(0, 1).toDoubles());
    }

    /** Ten points twice, without noise: jitter is used and said, and none allowed is an error that names the cause. */
    @Test
    void whatCannotBeFactorisedIsExplained() {
        double[] x = new double[20];
        Arrays.setAll(x, i -> i % 10);
        Array points = Array.vector(x).reshape(20, 1);
        double[] y = new double[20];
        Arrays.setAll(y, i -> Math.sin(i % 10));
        GaussianPrior prior = GaussianProcess.of(Kernels.gaussian(1));
        assertThatThrownBy(() -> prior.jitter(Jitter.NONE).condition(points, Array.vector(y)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not positive definite")
                .hasMessageContaining("smallest eigenvalue")
                .hasMessageContaining("10 of the 20 points equal earlier ones");
        GaussianProcess gp = prior.condition(points, Array.vector(y));
        assertThat(gp.report().jitter()).isPositive();
        assertThat(gp.report().residual()).isLessThan(1e-6);
        assertThatThrownBy(() -> GaussianProcess.of(Kernels.gaussian(1e9))
                        .jitter(Jitter.NONE)
                        .condition(line(), drawn(Kernels.gaussian(1), 1)))
                .hasMessageContaining("length scale");
        GaussianProcess well = prior.noise(0.1).condition(line(), drawn(Kernels.gaussian(1), 1));
        assertThat(well.report().jitter()).isZero();
        assertThat(well.report().residual()).isLessThan(1e-12);
        assertThat(well.report().smallestEigenvalue()).isCloseTo(0.1, within(1e-3));
        assertThat(well.report().condition()).isBetween(10.0, 1000.0);
    }

    @Test
    void refusesWhatIsNoData() {
        GaussianPrior prior = GaussianProcess.of(Kernels.gaussian(1));
        Array x = line();
        assertThatThrownBy(() -> prior.condition(x, Array.vector(1, 2))).hasMessageContaining("[60]");
        assertThatThrownBy(() -> prior.condition(x.reshape(N), Array.vector(new double[N])))
                .hasMessageContaining("reshape(n, 1)");
        double[] y = new double[N];
        y[7] = Double.NaN;
        assertThatThrownBy(() -> prior.condition(x, Array.vector(y))).hasMessageContaining("target 7");
        assertThatThrownBy(() -> prior.noise(-1)).hasMessageContaining("noise");
        assertThatThrownBy(() -> prior.noise(1, 2).condition(x, Array.vector(new double[N])))
                .hasMessageContaining("one for each sample");
        assertThatThrownBy(() -> prior.noise(1)
                        .condition(x, Array.vector(new double[N]))
                        .posterior(Array.zeros(DType.FLOAT64, Shape.of(3, 2))))
                .hasMessageContaining("2 coordinates");
        // One point is enough.
        Posterior one = prior.noise(1).condition(x.rows(0, 1), Array.vector(3)).posterior(x.rows(0, 1));
        assertThat(one.meanArray().get(0)).isCloseTo(1.5, within(1e-15));
        assertThat(one.varianceArray().get(0)).isCloseTo(0.5, within(1e-15));
    }

    /** The first lines that a user writes. */
    @Test
    void readsAsPromised() {
        INDArray x = Nd4j.linspace(0, 6, 30, DataType.DOUBLE).reshape(30, 1);
        INDArray y = Transforms.sin(x, true).reshape(30);
        Kernel k = Kernels.matern52(1.0).times(2.0).plus(Kernels.white(0.1));
        GaussianProcess gp = GaussianProcess.of(k).fit(x, y);
        Posterior p = gp.posterior(Nd4j.create(new double[][] {{1.0}, {2.5}}));
        assertThat(p.mean().getDouble(0)).isCloseTo(Math.sin(1), within(1e-2));
        assertThat(p.variance().getDouble(1)).isPositive().isLessThan(1e-2);
        assertThat(p.sample(Key.of(3), 5).shape()).containsExactly(5, 2);
    }

    /** A kernel of one line, of the user's own, is fitted like any other. */
    @Test
    void aKernelOfOnesOwnIsFitted() {
        Kernel cauchy = (h, p) -> p.squaredDistance()
                .dividedBy(h.positive("length", 0.2).square())
                .plus(1)
                .reciprocal();
        GaussianProcess gp = GaussianProcess.of(cauchy.times(1.0).plus(Kernels.white(0.1)))
                .fit(line(), drawn(Kernels.gaussian(1.5), 3));
        assertThat(gp.hyperparameters().get(1).value()).isGreaterThan(0.6);
        assertThat(gp.hyperparameters().get(1).name()).isEqualTo("0/length");
    }
}
