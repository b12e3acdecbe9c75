package dev.lemma.dynamics.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.dynamics.ode.Cost;
import dev.lemma.dynamics.ode.Euler;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.RungeKutta4;
import dev.lemma.dynamics.ode.Tsitouras5;
import dev.lemma.dynamics.ode.VectorField;
import dev.lemma.testkit.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthTest {

    private static final Layer FIELD = Sequential.of(new Dense(8), Activations.TANH, new Dense(3));

    private static Array batch(int n, int d, long seed) {
        double[] x = new double[n * d];
        Randomness.normal(Key.of(seed), x);
        return Array.of(Shape.of(n, d), x);
    }

    /** Weights and biases from one fixed curve, {@code W(t) = W₀ + cos(3t)·W₁}: (12.8) and (12.9) with φ(x, 0) = x. */
    private static final VectorField CURVE = (t, y) -> {
        Tensor w0 = Tensor.literal(batch(4, 4, 1));
        Tensor w1 = Tensor.literal(batch(4, 4, 2));
        return y.matmul(w0)
                .plus(y.matmul(w1).times(t.times(3).cos()))
                .plus(t.sin())
                .tanh();
    };

    /** Lecture 12, (12.9): the limit starts at x. From 0, as printed, the distance does not fall. */
    @Test
    void theDistanceFromTheLimitOfInfiniteDepthIsOfOrderOneOverDepth() {
        Array x = batch(5, 4, 3);
        DepthLimit limit = DepthLimit.of(CURVE, x, 50, 100, 200, 400);
        assertThat(limit.slope()).isCloseTo(-1, within(0.05));
        Array wrong = Ode.of(CURVE)
                .solver(new Tsitouras5(1e-10, 1e-10))
                .solve(Array.zeros(DType.FLOAT64, x.shape()), 0, 1)
                .lastArray();
        Array deep = Ode.of(CURVE).solver(new Euler()).steps(400).solve(x, 0, 1).lastArray();
        assertThat(Golden.discrepancy(deep, wrong)).isGreaterThan(0.1);
        assertThatThrownBy(() -> DepthLimit.of(CURVE, x, 5)).hasMessageContaining("two depths");
    }

    @Test
    void aNeuralOdeIsTheSolutionInEqualSteps() {
        Network field = Network.of(Shape.of(3), FIELD).as(DType.FLOAT64);
        Network net = Network.of(Shape.of(3), new NeuralOde(FIELD, new RungeKutta4(), 7, 1.5, false))
                .as(DType.FLOAT64);
        assertThat(net.parameterCount()).isEqualTo(field.parameterCount());
        Array theta = field.initialArray(Key.of(4));
        Array x = batch(6, 3, 5);
        Array expected = Ode.of(field)
                .at(theta)
                .solver(new RungeKutta4())
                .steps(7)
                .solve(x, 0, 1.5)
                .lastArray();
        Golden.assertClose("values", net.values(theta, x), expected, 1e-14);
        Cost cost = Ode.of(field).at(theta).solver(new RungeKutta4()).steps(7).cost(y -> y.square()
                .sum());
        Program gradient = Program.of(
                Fused.executor(),
                leaves -> List.of(Derivatives.gradient(
                        net.apply(leaves.get(0), leaves.get(1)).square().sum(), leaves.get(0))));
        Golden.assertClose("gradient", cost.at(x, 0, 1.5).gradient().thetaArray(), gradient.call(theta, x), 1e-12);
    }

    @Test
    void aNeuralOdeOfOneTimeMoreTakesTheTime() {
        Network field = Network.of(Shape.of(4), FIELD).as(DType.FLOAT64);
        Network net = Network.of(Shape.of(3), new NeuralOde(FIELD, new Tsitouras5(), 5, 2, true))
                .as(DType.FLOAT64);
        Array theta = field.initialArray(Key.of(4));
        Array x = batch(6, 3, 5);
        Array expected = Ode.of(field)
                .at(theta)
                .solver(new Tsitouras5())
                .steps(5)
                .solve(x, 0, 2)
                .lastArray();
        Golden.assertClose("values", net.values(theta, x), expected, 1e-13);
    }

    /** Two rings, which no linear map separates. */
    @ParameterizedTest
    @ValueSource(strings = {"ode", "residual", "momentum"})
    void flowsAreTrainedLikeAnyNetwork(String name) {
        int n = 128;
        double[] angle = new double[n];
        Randomness.uniform(Key.of(8), angle);
        double[] x = new double[2 * n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double radius = i % 2 == 0 ? 0.5 : 1.5;
            x[2 * i] = radius * Math.cos(2 * Math.PI * angle[i]);
            x[2 * i + 1] = radius * Math.sin(2 * Math.PI * angle[i]);
            y[i] = i % 2;
        }
        Layer block = Sequential.of(new Dense(16), Activations.TANH, new Dense(4));
        Layer flow =
                switch (name) {
                    case "ode" -> new NeuralOde(block, new RungeKutta4(), 4, 1, false);
                    case "residual" -> new DeepResidual(block, 6);
                    default -> new MomentumResidual(block, 6, 0.75);
                };
        Network net = Network.of(Shape.of(2), Sequential.of(new Dense(4), flow, new Dense(2)));
        Dataset rings = Dataset.of(
                Array.of(Shape.of(n, 2), x).as(DType.FLOAT32), Array.vector(y).as(DType.FLOAT32));
        Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new HeavyBall(0.2))
                .batchSize(n)
                .epochs(300)
                .seed(1)
                .fit(rings);
        assertThat(trained.evaluate(Metrics.ACCURACY, rings)).isGreaterThan(0.97);
    }

    @Test
    void aDeepResidualNetworkIsItsBlocksOneAfterAnother() {
        int depth = 5;
        Layer block = Sequential.of(new Dense(8), Activations.TANH, new Dense(3));
        Network net =
                Network.of(Shape.of(3), new DeepResidual(block, depth, 0.3)).as(DType.FLOAT64);
        Network one = Network.of(Shape.of(3), block).as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(9));
        Array x = batch(4, 3, 6);
        Array expected = x;
        for (int i = 0; i < depth; i++) {
            Array f = one.values(row(net, one, theta, i), expected);
            double[] next = new double[expected.shape().size()];
            for (int k = 0; k < next.length; k++) {
                next[k] = expected.get(k) + 0.3 * f.get(k);
            }
            expected = Array.of(expected.shape(), next);
        }
        Golden.assertClose("values", net.values(theta, x), expected, 1e-14);
        // Draws of the blocks are independent, of the deviation of one.
        Array first = row(net, one, theta, 0);
        assertThat(first).isNotEqualTo(row(net, one, theta, 1));
    }

    private static Array row(Network net, Network one, Array theta, int i) {
        double[] row = new double[one.parameterCount()];
        int at = 0;
        for (var parameter : net.parameters()) {
            int size = parameter.shape().size() / parameter.shape().extent(0);
            System.arraycopy(theta.toDoubles(), parameter.offset() + i * size, row, at, size);
            at += size;
        }
        return Array.vector(row);
    }

    /** At a depth of 1000 for γ = 0.9, float32 or float64, γ near 1 or not: what is recovered is where it began, to the last bit. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 0.99})
    void momentumNetworksAreUndoneBitForBit(double momentum) {
        Layer block = Sequential.of(new Dense(8), Activations.TANH, new Dense(3));
        for (DType type : DType.values()) {
            MomentumResidual layer = new MomentumResidual(block, momentum == 0.9 ? 1000 : 150, momentum);
            Network net = Network.of(Shape.of(3), layer).as(type);
            Network back = Network.of(Shape.of(3), new Recovered(layer)).as(type);
            Array theta = net.initialArray(Key.of(10));
            Array x = batch(4, 3, 7).as(type);
            Array values = net.values(theta, x);
            assertThat(values.isFinite()).isTrue();
            Array recovered = back.values(theta, x);
            for (int i = 0; i < x.shape().size(); i++) {
                double start = Math.rint(x.get(i) * 0x1p32) / 0x1p32;
                assertThat(recovered.get(i)).isEqualTo(type.round(start));
            }
            assertThat(Golden.discrepancy(values, x)).isGreaterThan(1e-2);
        }
    }

    private record Recovered(MomentumResidual layer) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            return layer.recovered(scope, x).as(x.type());
        }
    }

    /** The same recursion in floating point, differentiated as it stands. */
    @Test
    void valuesAndGradientsOfMomentumNetworksAreThoseOfTheirFormula() {
        int depth = 30;
        double gamma = 0.9;
        Layer block = Sequential.of(new Dense(5), Activations.TANH, new Dense(3));
        Network net = Network.of(Shape.of(3), new MomentumResidual(block, depth, gamma))
                .as(DType.FLOAT64);
        Network one = Network.of(Shape.of(3), block).as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(11));
        Array x = batch(4, 3, 8);
        Program mine = Program.of(Fused.executor(), leaves -> {
            Tensor y = net.apply(leaves.get(0), leaves.get(1));
            Tensor c = y.sin().sum();
            return List.of(y, Derivatives.gradient(c, leaves.get(0)), Derivatives.gradient(c, leaves.get(1)));
        });
        Program plain = Program.of(Fused.executor(), leaves -> {
            Tensor at = leaves.get(1);
            Tensor v = at.filled(0);
            for (int i = 0; i < depth; i++) {
                List<Tensor> parts = new ArrayList<>();
                for (var parameter : net.parameters()) {
                    int size = parameter.shape().size() / depth;
                    parts.add(
                            leaves.get(0).slice(0, parameter.offset() + i * size, parameter.offset() + (i + 1) * size));
                }
                Tensor f = one.apply(Tensor.concat(0, parts), at);
                v = v.times(gamma).plus(f.times(1 - gamma));
                at = at.plus(v);
            }
            Tensor c = at.sin().sum();
            return List.of(at, Derivatives.gradient(c, leaves.get(0)), Derivatives.gradient(c, leaves.get(1)));
        });
        List<Array> got = mine.callAll(List.of(theta, x));
        List<Array> expected = plain.callAll(List.of(theta, x));
        Golden.assertClose("values", got.get(0), expected.get(0), 1e-7);
        Golden.assertClose("theta", got.get(1), expected.get(1), 1e-6);
        Golden.assertClose("x", got.get(2), expected.get(2), 1e-6);
    }

    private static long bytes(Layer layer, int batch) {
        Network net = Network.of(Shape.of(4), layer).as(DType.FLOAT64);
        Program gradient = Program.of(
                Fused.executor(),
                leaves -> List.of(Derivatives.gradient(
                        net.apply(leaves.get(0), leaves.get(1)).square().sum(), leaves.get(0))));
        return gradient.bytes(List.of(
                new TensorType(DType.FLOAT64, Shape.of(net.parameterCount())),
                new TensorType(DType.FLOAT64, Shape.of(batch, 4))));
    }

    /** What training needs beyond parameters does not grow with depth: of a batch of 4096 × 4 numbers a residual network keeps one more for each block. */
    @Test
    void memoryOfTrainingDoesNotGrowWithDepth() {
        Layer block = Sequential.of(new Dense(4), Activations.TANH, new Dense(4));
        long state = 4096 * 4 * 8;
        double momentum =
                (bytes(new MomentumResidual(block, 200, 0.9), 4096) - bytes(new MomentumResidual(block, 20, 0.9), 4096))
                        / 180.0;
        double residual =
                (bytes(new DeepResidual(block, 200), 4096) - bytes(new DeepResidual(block, 20), 4096)) / 180.0;
        assertThat(residual).isGreaterThan(0.9 * state);
        assertThat(momentum).isLessThan(0.05 * state);
    }

    @Test
    void numbersBeyondTheBoundAreNotANumber() {
        Network net = Network.of(Shape.of(3), new MomentumResidual((scope, x) -> x, 500, 0.9))
                .as(DType.FLOAT64);
        assertThat(net.values(Array.vector(), batch(2, 3, 1)).isFinite()).isFalse();
    }

    @Test
    void mistakesAreRefused() {
        assertThatThrownBy(() -> new MomentumResidual(FIELD, 3, 1)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> Network.of(Shape.of(2), new NeuralOde(FIELD, new Euler(), 3, 1, false)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("neural ode");
        assertThatThrownBy(() ->
                        Network.of(Shape.of(3), new DeepResidual(Sequential.of(new Dense(3), new BatchNorm()), 3)))
                .hasMessageContaining("running statistics");
    }
}
