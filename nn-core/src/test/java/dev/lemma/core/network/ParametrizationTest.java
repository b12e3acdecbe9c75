package dev.lemma.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The coordinate check: how a step of gradient descent changes the function and the hidden numbers as the width grows,
 * against the exponents that {@link Parametrization} states.
 */
class ParametrizationTest {

    private static final int[] WIDTHS = {32, 64, 128, 256};
    private static final int SEEDS = 4;
    private static final int INPUTS = 5;
    private static final int SAMPLES = 4;

    /** Passes the numbers on, and shows them. */
    private record Probe(List<Tensor> seen) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            seen.add(x);
            return x;
        }
    }

    /**
     * Root mean squares for one width: of the function at the start, of its change, and of the changes of both hidden
     * layers.
     */
    private record Sizes(double start, double change, double first, double second) {}

    private static Sizes sizes(Parametrization parametrization, int width, double rate) {
        double[] sums = new double[4];
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Tensor> seen = new ArrayList<>();
            Layer layers = Sequential.of(
                    new Dense(width),
                    Activations.TANH,
                    new Probe(seen),
                    new Dense(width),
                    Activations.TANH,
                    new Probe(seen),
                    new Dense(1));
            Network net = Network.of(Shape.of(INPUTS), layers, parametrization).as(DType.FLOAT64);
            Tensor theta = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
            Array x = DerivativeChecks.normal(7, SAMPLES, INPUTS);
            seen.clear();
            Tensor f = net.apply(theta, Tensor.literal(x));
            List<Tensor> looked = List.of(f, seen.get(0), seen.get(1));
            // The derivative of the loss in f is 1 in size: targets ±1 around f, so that the step is of one size for
            // all widths.
            Tensor push = Tensor.literal(Array.of(Shape.of(SAMPLES, 1), new double[] {1, -1, 1, 1}));
            Tensor gradient = Derivatives.gradient(f.times(push).mean(), theta);

            double[] rates = new double[net.parameterCount()];
            for (Parameter parameter : net.parameters()) {
                Arrays.fill(
                        rates,
                        parameter.offset(),
                        parameter.offset() + parameter.shape().size(),
                        rate * parameter.rateScale());
            }
            Array before = net.initialArray(Key.of(seed));
            Tensor stepped = theta.minus(gradient.times(Tensor.literal(Array.vector(rates))));
            List<Tensor> outputs = new ArrayList<>(looked);
            outputs.add(stepped);
            List<Array> start = ReferenceExecutor.evaluate(outputs, Map.of(theta, before));
            List<Array> end = ReferenceExecutor.evaluate(looked, Map.of(theta, start.get(3)));
            sums[0] += meanSquare(start.get(0), null);
            for (int k = 0; k < 3; k++) {
                sums[k + 1] += meanSquare(end.get(k), start.get(k));
            }
        }
        return new Sizes(
                Math.sqrt(sums[0] / SEEDS),
                Math.sqrt(sums[1] / SEEDS),
                Math.sqrt(sums[2] / SEEDS),
                Math.sqrt(sums[3] / SEEDS));
    }

    private static double meanSquare(Array a, @Nullable Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            double difference = a.get(i) - (b == null ? 0 : b.get(i));
            sum += difference * difference;
        }
        return sum / a.shape().size();
    }

    /** The least-squares slope of log size against log width. */
    private static double slope(double[] sizes) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < sizes.length; i++) {
            meanX += Math.log(WIDTHS[i]) / sizes.length;
            meanY += Math.log(sizes[i]) / sizes.length;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < sizes.length; i++) {
            xy += (Math.log(WIDTHS[i]) - meanX) * (Math.log(sizes[i]) - meanY);
            xx += (Math.log(WIDTHS[i]) - meanX) * (Math.log(WIDTHS[i]) - meanX);
        }
        return xy / xx;
    }

    /**
     * Exponents of the width: function at the start, its change, changes of the first and of the second hidden layer.
     */
    @ParameterizedTest
    @CsvSource({"NTK, 0, 0, -0.5, -0.5", "MEAN_FIELD, -0.5, 0, 0, 0", "MUP, -0.5, 0, 0, 0", "STANDARD, 0, 0, -1.5, -0.5"
    })
    void scalesWithWidthAsStated(
            Parametrization parametrization, double start, double change, double first, double second) {
        double[][] measured = new double[4][WIDTHS.length];
        for (int i = 0; i < WIDTHS.length; i++) {
            double rate = 0.1 * (parametrization == Parametrization.STANDARD ? 32.0 / WIDTHS[i] : 1);
            Sizes sizes = sizes(parametrization, WIDTHS[i], rate);
            measured[0][i] = sizes.start();
            measured[1][i] = sizes.change();
            measured[2][i] = sizes.first();
            measured[3][i] = sizes.second();
        }
        double[] expected = {start, change, first, second};
        String[] names = {"function at the start", "its change", "first hidden layer", "second hidden layer"};
        for (int k = 0; k < 4; k++) {
            assertThat(slope(measured[k]))
                    .as(parametrization + ", exponent of the width of: " + names[k] + " "
                            + Arrays.toString(measured[k]))
                    .isBetween(expected[k] - 0.2, expected[k] + 0.2);
        }
    }

    @Test
    void biasesLearnFeaturesAtTheRatesOfTheirLayer() {
        Layer layers = Sequential.of(new Dense(64), Activations.TANH, new Dense(32), Activations.TANH, new Dense(3));
        for (Parametrization parametrization : List.of(Parametrization.MUP, Parametrization.MEAN_FIELD)) {
            List<Parameter> parameters =
                    Network.of(Shape.of(INPUTS), layers, parametrization).parameters();
            assertThat(parameters)
                    .extracting(Parameter::name)
                    .containsExactly("0/weight", "0/bias", "2/weight", "2/bias", "4/weight", "4/bias");
            double hidden = parametrization == Parametrization.MUP ? 0.5 : 32;
            double last = parametrization == Parametrization.MUP ? 1 : 32;
            assertThat(parameters)
                    .extracting(Parameter::rateScale)
                    .containsExactly(64.0, 64.0, hidden, 32.0, last, 1.0);
        }
        assertThat(Network.of(Shape.of(INPUTS), layers, Parametrization.NTK).parameters())
                .extracting(Parameter::rateScale)
                .containsOnly(1.0);
    }

    /** Widths 64 and 16: the table of rates for Adam, whose exponents nn-optim measures. */
    @Test
    void stepsThatDoNotDependOnTheSizeOfTheGradientHaveRatesOfTheirOwn() {
        Layer layers = Sequential.of(new Dense(64), Activations.TANH, new Dense(16), Activations.TANH, new Dense(3));
        Map<Parametrization, double[]> rates = Map.of(
                Parametrization.STANDARD, new double[] {1, 1, 1, 1, 1, 1},
                Parametrization.NTK, new double[] {1 / 8.0, 1 / 8.0, 1 / 32.0, 1 / 4.0, 1 / 4.0, 1},
                Parametrization.MEAN_FIELD, new double[] {1, 1, 1 / 8.0, 1, 1, 1},
                Parametrization.MUP, new double[] {1, 1, 1 / 64.0, 1, 1 / 4.0, 1});
        rates.forEach((parametrization, expected) -> assertThat(
                        Network.of(Shape.of(INPUTS), layers, parametrization).parameters().stream()
                                .mapToDouble(Parameter::scaleFreeRate)
                                .toArray())
                .as(parametrization.toString())
                .containsExactly(expected, within(1e-15)));
    }

    @ParameterizedTest
    @EnumSource
    void weightsThatStartAtZeroAreScaledLikeOthers(Parametrization parametrization) {
        Layer zero = Sequential.of(new Dense(64), Activations.TANH, new Dense(1).weight(Initializers.zeros()));
        Layer random = Sequential.of(new Dense(64), Activations.TANH, new Dense(1));
        assertThat(Network.of(Shape.of(INPUTS), zero, parametrization).parameters())
                .extracting(Parameter::rateScale)
                .isEqualTo(Network.of(Shape.of(INPUTS), random, parametrization).parameters().stream()
                        .map(Parameter::rateScale)
                        .toList());
        Network net = Network.of(Shape.of(INPUTS), zero, parametrization).as(DType.FLOAT64);
        double[] theta = net.initialArray(Key.of(1)).toDoubles();
        for (Parameter parameter : net.parameters()) {
            if (parameter.name().equals("2/weight")) {
                Arrays.fill(theta, parameter.offset(), parameter.offset() + 64, 1.0);
            }
        }
        Network standard = Network.of(Shape.of(INPUTS), zero).as(DType.FLOAT64);
        Array x = DerivativeChecks.normal(3, 2, INPUTS);
        double factor =
                switch (parametrization) {
                    case STANDARD -> 1;
                    case NTK, MUP -> 1.0 / 8;
                    case MEAN_FIELD -> 1.0 / 64;
                };
        double ratio = net.values(Array.vector(theta), x).get(0)
                / standard.values(effective(standard, theta, parametrization), x)
                        .get(0);
        assertThat(ratio).isCloseTo(factor, within(1e-12));
    }

    /** The effective first weight, for the network in standard parametrization. */
    private static Array effective(Network standard, double[] theta, Parametrization parametrization) {
        double[] copy = theta.clone();
        boolean unit = parametrization == Parametrization.NTK || parametrization == Parametrization.MEAN_FIELD;
        for (Parameter parameter : standard.parameters()) {
            if (unit && parameter.name().equals("0/weight")) {
                for (int i = 0; i < parameter.shape().size(); i++) {
                    copy[parameter.offset() + i] /= Math.sqrt(INPUTS);
                }
            }
        }
        return Array.vector(copy);
    }

    @Test
    void aSingleWeightHasNoWidth() {
        for (Parametrization parametrization : List.of(Parametrization.MUP, Parametrization.MEAN_FIELD)) {
            Network net = Network.of(Shape.of(400), new Dense(1).noBias(), parametrization);
            assertThat(net.parameters()).extracting(Parameter::rateScale).containsExactly(1.0);
            assertThat(net.parameters()).extracting(Parameter::scaleFreeRate).containsExactly(1.0);
        }
    }
}
