package dev.lemma.theory.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NeuralCollapseTest {

    private static final int CLASSES = 4;
    private static final int EACH = 6;
    private static final int DIMENSION = 7;

    private static final double[][] FRAME = frame();

    /** √(C/(C−1)) Q (I − 11ᵀ/C), Q the first C of the coordinates after a reflection; a row for each class. */
    private static double[][] frame() {
        double[][] rows = new double[CLASSES][DIMENSION];
        for (int c = 0; c < CLASSES; c++) {
            double along = 0;
            for (int j = 0; j < CLASSES; j++) {
                rows[c][j] = Math.sqrt(CLASSES / (CLASSES - 1.0)) * ((c == j ? 1 : 0) - 1.0 / CLASSES);
            }
            for (int j = 0; j < DIMENSION; j++) {
                along += rows[c][j] * (j + 1);
            }
            for (int j = 0; j < DIMENSION; j++) {
                rows[c][j] -= 2 * along * (j + 1) / 140;
            }
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[CLASSES * EACH];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % CLASSES;
        }
        return labels;
    }

    /** The frame moved away from the origin, with noise around its corners. */
    private static Array features(double noise) {
        double[] h = new double[CLASSES * EACH * DIMENSION];
        Randomness.normal(Key.of(3), h);
        for (int i = 0; i < h.length; i++) {
            h[i] = noise * h[i] + FRAME[i / DIMENSION % CLASSES][i % DIMENSION] + 0.3 * (i % DIMENSION);
        }
        return Array.of(Shape.of(CLASSES * EACH, DIMENSION), h);
    }

    /** The scores of the nearest mean for the moved frame: w_c·(h − μ_G). */
    private static Array biases() {
        double[] b = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            for (int j = 0; j < DIMENSION; j++) {
                b[c] -= FRAME[c][j] * 0.3 * j;
            }
        }
        return Array.vector(b);
    }

    @Test
    void allMeasuresVanishOnTheSimplex() {
        NeuralCollapse collapse = NeuralCollapse.of(features(0), labels(), Array.matrix(FRAME), biases());
        assertThat(collapse.withinClass()).isLessThan(1e-28);
        assertThat(collapse.meanNorms()).isLessThan(1e-14);
        assertThat(collapse.weightNorms()).isLessThan(1e-14);
        assertThat(collapse.meanAngles()).isLessThan(1e-14);
        assertThat(collapse.weightAngles()).isLessThan(1e-14);
        assertThat(collapse.duality()).isLessThan(1e-28);
        assertThat(collapse.disagreement()).isZero();
    }

    /** Orthogonal weights of one length are 1/3 away from the cosines −1/3 of four classes. */
    @Test
    void orthogonalWeightsAreNoSimplex() {
        double[][] other = new double[CLASSES][DIMENSION];
        for (int c = 0; c < CLASSES; c++) {
            other[c][c] = 1;
        }
        NeuralCollapse collapse = NeuralCollapse.of(features(0), labels(), Array.matrix(other), biases());
        assertThat(collapse.weightAngles()).isCloseTo(1.0 / 3, within(1e-14));
        assertThat(collapse.weightNorms()).isZero();
        assertThat(collapse.duality()).isGreaterThan(0.1);
    }

    /** With opposite weights |W/|W| − M/|M||² is 4 (a Gram matrix would not tell), and no example is given its class. */
    @Test
    void oppositeWeightsAreNoDuals() {
        double[][] opposite = new double[CLASSES][DIMENSION];
        double[] b = biases().toDoubles();
        for (int c = 0; c < CLASSES; c++) {
            b[c] = -b[c];
            for (int j = 0; j < DIMENSION; j++) {
                opposite[c][j] = -FRAME[c][j];
            }
        }
        NeuralCollapse collapse = NeuralCollapse.of(features(0), labels(), Array.matrix(opposite), Array.vector(b));
        assertThat(collapse.duality()).isCloseTo(4, within(1e-12));
        assertThat(collapse.disagreement()).isEqualTo(1);
    }

    /**
     * Two classes at ±1 on a line, examples at ±1 ± s: Σ_W = s², Σ_B = 1, so NC1 = s²/2. Over the number of features instead of classes it would be s²/1.
     */
    @Test
    void scatterIsRelativeToThatOfTheMeans() {
        double s = 0.25;
        for (double scale : new double[] {1, 100}) {
            Array h = Array.matrix(
                    new double[][] {{scale * (1 + s)}, {scale * (1 - s)}, {scale * (-1 + s)}, {scale * (-1 - s)}});
            int[] y = {0, 0, 1, 1};
            ClassGeometry geometry = ClassGeometry.of(h, y, 2);
            assertThat(geometry.relativeScatter()).isCloseTo(s * s, within(1e-14));
            assertThat(geometry.traceRatio()).isCloseTo(s * s, within(1e-14));
            assertThat(geometry.nearestCentreAccuracy()).isEqualTo(1);
            assertThat(NeuralCollapse.of(h, y, Array.matrix(new double[][] {{1}, {-1}}), Array.vector(0, 0))
                            .withinClass())
                    .isCloseTo(s * s / 2, within(1e-14));
        }
    }

    /** Scatter across the span of the means counts in the ratio of traces, not against Σ_B⁺. */
    @Test
    void onlyScatterInTheSpanOfTheMeansIsRelative() {
        Array h = Array.matrix(new double[][] {{1, 2}, {1, -2}, {-1, 2}, {-1, -2}});
        ClassGeometry geometry = ClassGeometry.of(h, new int[] {0, 0, 1, 1}, 2);
        assertThat(geometry.relativeScatter()).isLessThan(1e-14);
        assertThat(geometry.traceRatio()).isCloseTo(4, within(1e-14));
    }

    @Test
    void noiseIsMeasured() {
        NeuralCollapse near = NeuralCollapse.of(features(0.01), labels(), Array.matrix(FRAME), biases());
        NeuralCollapse far = NeuralCollapse.of(features(0.3), labels(), Array.matrix(FRAME), biases());
        assertThat(near.withinClass()).isPositive().isLessThan(1e-3);
        assertThat(far.withinClass()).isGreaterThan(100 * near.withinClass());
        assertThat(far.duality()).isGreaterThan(near.duality());
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        Array h = Array.matrix(new double[][] {{1, 0}, {2, 0}, {3, 1}});
        assertThatThrownBy(() -> ClassGeometry.of(h, new int[] {0, 1}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one row for each of the 2 labels");
        assertThatThrownBy(() -> ClassGeometry.of(h, new int[] {0, 1, 2}, 2))
                .hasMessageContaining("label 2: expected a class from 0 to 1, got 2");
        assertThatThrownBy(() -> ClassGeometry.of(h, new int[] {0, 0, 0}, 2)).hasMessageContaining("class 1");
        assertThatThrownBy(() -> ClassGeometry.of(Array.matrix(new double[][] {{1, 1}, {1, 1}}), new int[] {0, 1}, 2))
                .hasMessageContaining("class means that differ");
        assertThatThrownBy(() -> NeuralCollapse.of(
                        h, new int[] {0, 1, 0}, Array.matrix(new double[][] {{1}, {2}}), Array.vector(0, 0)))
                .hasMessageContaining("transposed");
    }

    /** Pictures and batch norm on the way: features of a trained network are what its layers give, one after another. */
    @Test
    void aTrainedNetworkIsMeasuredByOneCall() {
        double[] x = new double[120 * 36];
        double[] y = new double[120];
        Randomness.normal(Key.of(3), x);
        for (int i = 0; i < 120; i++) {
            y[i] = i % 3;
            x[36 * i + i % 3] += 3;
        }
        Dataset data = Dataset.of(Array.of(Shape.of(120, 1, 6, 6), x), Array.vector(y));
        Sequential features =
                Sequential.of(new Convolution2D(2, 3), new BatchNorm(), Activations.RELU, new Flatten(), new Dense(5));
        Network network = Network.of(
                Shape.of(1, 6, 6),
                new Sequential(Stream.concat(features.layers().stream(), Stream.of(Activations.TANH, new Dense(3)))
                        .toList()));
        Trained trained = Trainer.of(network, Losses.CROSS_ENTROPY, new Adam(0.01))
                .batchSize(30)
                .epochs(3)
                .fit(data);
        NeuralCollapse one = NeuralCollapse.of(trained, data);
        Network below = Network.of(Shape.of(1, 6, 6), features);
        Array hidden = below.values(
                trained.thetaArray().rows(0, below.parameterCount()),
                trained.stateArray(),
                data.featureArray().as(DType.FLOAT32));
        double[] last = hidden.toDoubles();
        for (int i = 0; i < last.length; i++) {
            last[i] = Math.tanh(last[i]);
        }
        int[] labels = new int[120];
        for (int i = 0; i < 120; i++) {
            labels[i] = i % 3;
        }
        var named = network.named(trained.thetaArray());
        NeuralCollapse other =
                NeuralCollapse.of(Array.of(hidden.shape(), last), labels, named.get("6/weight"), named.get("6/bias"));
        assertThat(one.withinClass()).isCloseTo(other.withinClass(), within(1e-4 * other.withinClass()));
        assertThat(one.duality()).isCloseTo(other.duality(), within(1e-4));
        assertThat(one.disagreement()).isEqualTo(other.disagreement());

        List<ClassGeometry> depth = ClassGeometry.perLayer(trained, data);
        assertThat(depth).hasSize(8);
        assertThat(depth.get(0))
                .isEqualTo(
                        ClassGeometry.of(data.featureArray().as(DType.FLOAT32).reshape(120, 36), labels, 3));
        assertThat(depth.get(6).traceRatio())
                .isCloseTo(
                        ClassGeometry.of(Array.of(hidden.shape(), last), labels, 3)
                                .traceRatio(),
                        within(1e-4));

        Trained alone = Trainer.of(Network.of(Shape.of(36), new Dense(3)), Losses.CROSS_ENTROPY, new Adam(0.01))
                .epochs(1)
                .fit(data.reshaped(Shape.of(36)));
        assertThatThrownBy(() -> NeuralCollapse.of(alone, data.reshaped(Shape.of(36))))
                .hasMessageContaining("network of Sequential layers");
    }
}
