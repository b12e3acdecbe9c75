package dev.lemma.theory.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.linear.Estimate;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LandscapeTest {

    private static final Activation CUSTOM = x -> x.sin().plus(x.times(0.5)).softplus();

    private static Array normal(String key, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(11).of(key), numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    /** More examples than a chunk takes. */
    private static Dataset data() {
        double[] classes = new double[300];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i * 7 % 3;
        }
        return Dataset.of(normal("x", 300, 4), Array.vector(classes));
    }

    private static Landscape small(Activation activation) {
        Network network = Network.of(Shape.of(4), Sequential.of(new Dense(5), activation, new Dense(3)))
                .as(DType.FLOAT64);
        return Landscape.of(network, normal("theta", network.parameterCount()), Losses.CROSS_ENTROPY, data());
    }

    /** The Hessian, Gauss-Newton matrix and second moment of gradients of all examples at once, by definition. */
    private static List<Array> defined(Landscape landscape) {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, landscape.dimension());
        Dataset data = data();
        Tensor y = Tensor.literal(data.targetArray());
        Tensor outputs = landscape.network().apply(theta, Tensor.literal(data.featureArray()));
        Tensor losses = Losses.CROSS_ENTROPY.apply(outputs, y);
        Tensor hessian = Derivatives.hessian(losses.mean(), theta);
        int n = data.size();
        int p = landscape.dimension();
        Tensor gradients = Derivatives.jacobian(losses, theta);
        Tensor moment = gradients.transpose().matmul(gradients).dividedBy(n);
        // Jᵀ(diag(q) − qqᵀ)J for cross-entropy, q the softmax.
        Tensor jacobian = Derivatives.jacobian(outputs, theta); // [n, 3, P]
        Tensor q = outputs.softmax(1);
        Tensor root = q.sqrt().expand(2);
        Tensor mean = jacobian.times(q.expand(2)).sum(1);
        Tensor centred = jacobian.minus(mean.expand(1)).times(root).reshape(3 * n, p);
        Tensor gaussNewton = centred.transpose().matmul(centred).dividedBy(n);
        return ReferenceExecutor.evaluate(List.of(hessian, gaussNewton, moment), Map.of(theta, landscape.theta()));
    }

    @Test
    void curvaturesAreTheirDefinitions() {
        for (Activation activation : List.of(Activations.TANH, CUSTOM)) {
            Landscape landscape = small(activation);
            List<Array> defined = defined(landscape);
            List<Curvature> curvatures =
                    List.of(landscape.hessian(), landscape.gaussNewton(), landscape.gradientCovariance());
            for (int i = 0; i < 3; i++) {
                assertThat(curvatures.get(i).dense().toDoubles())
                        .as("%s", curvatures.get(i))
                        .containsExactly(defined.get(i).toDoubles(), within(1e-13));
            }
        }
    }

    @Test
    void riskAndGradientAreThoseOfAllExamples() {
        Landscape landscape = small(Activations.TANH);
        double h = 1e-6;
        double[] gradient = landscape.gradient().toDoubles();
        for (int i = 0; i < landscape.dimension(); i += 7) {
            double[] up = landscape.theta().toDoubles();
            double[] down = landscape.theta().toDoubles();
            up[i] += h;
            down[i] -= h;
            double difference = (landscape.risk(Array.vector(up)) - landscape.risk(Array.vector(down))) / (2 * h);
            assertThat(gradient[i]).isCloseTo(difference, within(1e-9));
        }
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        assertThat(landscape.gradientNorm()).isCloseTo(norm, within(1e-15));
    }

    /** All against the dense spectrum at the same point. */
    @Test
    void spectraSayHowFarTheyAreOff() {
        Landscape landscape = small(Activations.TANH);
        Curvature hessian = landscape.hessian();
        double[] exact = SymmetricEigen.values(hessian.dense()).toDoubles();
        int p = exact.length;
        Eigenpairs top = hessian.top(4, Key.of(1));
        for (int i = 0; i < 4; i++) {
            assertThat(top.values()[i]).isCloseTo(exact[p - 1 - i], within(top.residuals()[i] + 1e-13));
            assertThat(top.residuals()[i]).isLessThan(1e-6 * exact[p - 1]);
            double[] moved = hessian.apply(top.vectors().get(i)).toDoubles();
            double[] v = top.vectors().get(i).toDoubles();
            double residual = 0;
            for (int j = 0; j < p; j++) {
                residual += Math.pow(moved[j] - top.values()[i] * v[j], 2);
            }
            assertThat(Math.sqrt(residual)).isCloseTo(top.residuals()[i], within(1e-10));
        }
        assertThat(top.sharpness()).isEqualTo(top.values()[0]);

        double trace = Arrays.stream(exact).sum();
        Estimate hutch = hessian.trace(30, Key.of(2));
        assertThat(hutch.value()).isCloseTo(trace, within(4 * hutch.standardError()));

        SpectralDensity density = hessian.density(p, 40, Key.of(3));
        assertThat(density.moment(0).value()).as("mass").isCloseTo(p, within(1e-10));
        assertThat(density.trace().value())
                .isCloseTo(trace, within(4 * density.trace().standardError()));
        double squares = Arrays.stream(exact).map(x -> x * x).sum();
        assertThat(density.moment(2).value())
                .isCloseTo(squares, within(4 * density.moment(2).standardError()));
        assertThat(density.smallest()).isCloseTo(exact[0], within(1e-9));
        assertThat(density.largest()).isCloseTo(exact[p - 1], within(1e-9));
        // Equal shifts of all outputs change nothing: eigenvalues that are 0.
        double zero = 1e-12 * exact[p - 1];
        int negative = (int) Arrays.stream(exact).filter(x -> x < -zero).count();
        assertThat(negative).isPositive();
        assertThat(density.below(-zero).value())
                .isCloseTo(negative, within(4 * density.below(-zero).standardError()));
        assertThat(hessian.index(1e-12)).isEqualTo(negative);
        double width = 0.05;
        double at = exact[p - 1];
        double smooth = Arrays.stream(exact)
                        .map(x -> Math.exp(-0.5 * Math.pow((x - at) / width, 2)) / (width * Math.sqrt(2 * Math.PI)))
                        .sum()
                / p;
        assertThat(density.at(at, width)).isCloseTo(smooth, within(0.35 * smooth));
        assertThat(density.ruleError(at, width)).isLessThan(1e-6);
    }

    private static Array rescaled(Network network, Array theta, double c) {
        double[] moved = theta.toDoubles();
        TwoLayers layers = TwoLayers.of(network, "test");
        for (int unit = 0; unit < layers.width(); unit++) {
            double factor = Math.pow(c, unit % 3 - 1);
            for (int i : layers.entering(unit)) {
                moved[i] *= factor;
            }
            for (int i : layers.leaving(unit)) {
                moved[i] /= factor;
            }
        }
        return Array.vector(moved);
    }

    /** The function is the same, so the slice must be. Filter-wise normalisation fails the same test. */
    @Test
    void slicesDoNotSeeTheRescalingOfUnits() {
        Landscape landscape = small(Activations.RELU);
        Landscape same = landscape.at(rescaled(landscape.network(), landscape.theta(), 4));
        assertThat(same.risk()).isCloseTo(landscape.risk(), within(1e-13));
        for (Normalization normalization : Normalization.values()) {
            double[] one = landscape.slice(normalization, Key.of(5), -1, 1, 7).risks();
            double[] other = same.slice(normalization, Key.of(5), -1, 1, 7).risks();
            boolean invariant = normalization == Normalization.WEIGHTS || normalization == Normalization.NEURONS;
            for (int i = 0; i < 7; i++) {
                double difference = Math.abs(one[i] - other[i]) / one[i];
                if (invariant) {
                    assertThat(difference).as("%s", normalization).isLessThan(1e-9);
                } else if (i != 3) {
                    assertThat(difference).as("%s", normalization).isGreaterThan(1e-3);
                }
            }
        }
        double[][] plane =
                landscape.plane(Normalization.WEIGHTS, Key.of(6), -1, 1, 5).risks();
        double[][] moved =
                same.plane(Normalization.WEIGHTS, Key.of(6), -1, 1, 5).risks();
        for (int i = 0; i < 5; i++) {
            assertThat(plane[i]).containsExactly(moved[i], within(1e-9 * 100));
        }
        assertThat(plane[2][2]).isCloseTo(landscape.risk(), within(1e-14));
    }

    /** Three layers: a matrix between two hidden ones is row and column at once; by weights the slice is invariant all the same. */
    @Test
    void deeperNetworksAreInvariantByWeightsAlone() {
        Network deep = Network.of(
                        Shape.of(4),
                        Sequential.of(new Dense(5), Activations.RELU, new Dense(4), Activations.RELU, new Dense(3)))
                .as(DType.FLOAT64);
        Array theta = normal("deep", deep.parameterCount());
        Landscape one = Landscape.of(deep, theta, Losses.CROSS_ENTROPY, data());
        assertThatThrownBy(() -> one.slice(Normalization.NEURONS, Key.of(0), -1, 1, 3))
                .hasMessageContaining("two dense layers");
        double[] moved = theta.toDoubles();
        // W₁ [4, 5], b₁ [5], W₂ [5, 4], b₂ [4], W₃ [4, 3], b₃ [3]: units of the first hidden layer by 3, of the second
        // by 1/2.
        for (int i = 0; i < 25; i++) {
            moved[i] *= 3;
        }
        for (int i = 25; i < 45; i++) {
            moved[i] *= 0.5 / 3;
        }
        for (int i = 45; i < 49; i++) {
            moved[i] *= 0.5;
        }
        for (int i = 49; i < 61; i++) {
            moved[i] /= 0.5;
        }
        Landscape other = one.at(Array.vector(moved));
        assertThat(other.slice(Normalization.WEIGHTS, Key.of(0), -1, 1, 5).risks())
                .containsExactly(
                        one.slice(Normalization.WEIGHTS, Key.of(0), -1, 1, 5).risks(), within(1e-9));
    }

    /** One random picture for each of ten classes, and noise. */
    private static Dataset pictures() {
        double[] templates = normal("templates", 10, 64).toDoubles();
        double[] noise = normal("noise", 120, 64).toDoubles();
        double[] classes = new double[120];
        for (int i = 0; i < 120; i++) {
            classes[i] = i % 10;
            for (int j = 0; j < 64; j++) {
                noise[64 * i + j] += templates[64 * (i % 10) + j];
            }
        }
        return Dataset.of(Array.of(Shape.of(120, 1, 8, 8), noise), Array.vector(classes));
    }

    /** A convolutional network with batch statistics, and one with an activation of one's own: one call each. */
    @Test
    void anyTrainedNetworkHasALandscape() {
        Dataset pictures = pictures();
        Network cnn = Network.of(
                Shape.of(1, 8, 8),
                Sequential.of(
                        new Convolution2D(4, 3),
                        new BatchNorm(),
                        CUSTOM,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dense(10)));
        Trained trained = Trainer.of(cnn, Losses.CROSS_ENTROPY, new Adam(1e-2))
                .batchSize(40)
                .epochs(12)
                .fit(pictures);
        Landscape landscape =
                Landscape.of(trained, Losses.CROSS_ENTROPY, pictures).inFloat64();
        assertThat(landscape.risk()).isLessThan(2);
        Eigenpairs top = landscape.hessian().top(2, Key.of(0));
        assertThat(top.values()[0]).isGreaterThan(top.values()[1]);
        SpectralDensity density = landscape.hessian().density(8, 3, Key.of(1));
        assertThat(density.largest()).isLessThanOrEqualTo(top.values()[0] * (1 + 1e-6));
        assertThat(density.figure("density", "Hessian").curves()).hasSize(1);
        assertThat(landscape.gaussNewton().density(8, 3, Key.of(1)).smallest()).isGreaterThan(-1e-9);
        assertThat(landscape.slice(Normalization.WEIGHTS, Key.of(2), -0.5, 0.5, 3)
                        .risks()[1])
                .isCloseTo(landscape.risk(), within(1e-12));
        assertThat(landscape.slice(Normalization.FILTERS, Key.of(2), -0.5, 0.5, 3)
                        .risks()[1])
                .isCloseTo(landscape.risk(), within(1e-12));
        LossSlice way = landscape.straightTo(trained.network().initialArray(Key.of(0)), 5);
        assertThat(way.risks()[0]).isCloseTo(landscape.risk(), within(1e-12));
        assertThat(way.barrier()).isNotNegative();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Landscape landscape = small(Activations.TANH);
        Network network = landscape.network();
        assertThatThrownBy(() -> Landscape.of(network, Array.vector(1, 2), Losses.CROSS_ENTROPY, data()))
                .hasMessageContaining("theta has 2 numbers");
        assertThatThrownBy(() -> Landscape.of(
                        network,
                        landscape.theta(),
                        Losses.CROSS_ENTROPY,
                        Dataset.of(normal("x", 3, 5), normal("y", 3))))
                .hasMessageContaining("samples [4], got [5]");
        Network statistics = Network.of(Shape.of(4), Sequential.of(new Dense(3), new BatchNorm()));
        assertThatThrownBy(() ->
                        Landscape.of(statistics, statistics.initialArray(Key.of(0)), Losses.CROSS_ENTROPY, data()))
                .hasMessageContaining("running statistics");
        assertThatThrownBy(() -> landscape.hessian().top(1000, Key.of(0))).hasMessageContaining("at most 43");
        assertThatThrownBy(() -> landscape.hessian().density(5, 1, Key.of(0))).hasMessageContaining("probes");
        assertThatThrownBy(() -> landscape.hessian().trace(3, Key.of(0))).hasMessageContaining("products");
        assertThatThrownBy(() -> landscape.slice(Normalization.NONE, Key.of(0), 1, 1, 5))
                .hasMessageContaining("from < to");
        assertThatThrownBy(() -> landscape.slice(Array.vector(1), 0, 1, 5)).hasMessageContaining("direction has 1");
        assertThatThrownBy(() -> landscape.straightTo(Array.vector(1), 5)).hasMessageContaining("other point has 1");
        Landscape scalar =
                Landscape.of(network, landscape.theta(), (p, t) -> p.square().mean(), data());
        assertThatThrownBy(() -> scalar.gradientCovariance().apply(landscape.theta()))
                .hasMessageContaining("one number for each");
    }
}
