package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Batches of expressions of several primitives; each primitive's own rule is held by {@code LanguagePrimitivesTest} of nn-testkit. */
class BatchingTest {

    private static void close(String what, Array many, int k, Array one) {
        int size = one.shape().size();
        double largest = 0;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, Math.abs(one.get(i)));
        }
        for (int i = 0; i < size; i++) {
            assertThat(many.get(k * size + i))
                    .as(what + ", element " + k + ", place " + i)
                    .isCloseTo(one.get(i), Offset.offset(1e-13 * Math.max(1, largest)));
        }
    }

    /** The derivative of a batch is the batch of derivatives; what is shared collects from all elements. */
    @Test
    void derivativesPassThroughABatch() {
        Tensor xs = Tensor.input("x", DType.FLOAT64, 4, 3);
        Tensor w = Tensor.input("w", DType.FLOAT64, 3, 2);
        Tensor batched = Batching.of(
                        (Tensor x) -> x.reshape(1, 3).matmul(w).tanh().square().sum())
                .over(xs);
        Tensor plain = xs.matmul(w).tanh().square().sum(1);
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor y : List.of(batched, plain)) {
            outputs.add(y);
            Tensor gradient = Derivatives.gradient(y.sum(), w);
            outputs.add(gradient);
            outputs.add(Derivatives.gradient(y.square().sum(), xs));
            outputs.add(Derivatives.gradient(gradient.square().sum(), w));
        }
        List<Array> values = Fused.executor()
                .open(Routine.of(List.of(xs, w), outputs))
                .run(List.of(DerivativeChecks.normal(1, 4, 3), DerivativeChecks.normal(2, 3, 2)));
        for (int i = 0; i < 4; i++) {
            close("quantity " + i, values.get(i), 0, values.get(4 + i));
        }
    }

    @Test
    void perSampleGradientsOfADenseNetworkAreProductsAndNoLoop() {
        Network net = Network.of(
                Shape.of(5),
                Sequential.of(new Dense(8), Activations.TANH, new Dense(8), Activations.RELU, new Dense(3)));
        Tensor theta = Tensor.input("theta", net.type(), net.parameterCount());
        Tensor features = Tensor.input("x", net.type(), 6, 5);
        Tensor targets = Tensor.input("t", net.type(), 6, 3);
        Tensor perSample = Batching.of((Tensor x, Tensor t) -> Derivatives.gradient(
                        Losses.SQUARE
                                .apply(net.apply(theta, x.expand(0)), t.expand(0))
                                .sum(),
                        theta))
                .over(features, targets);
        assertThat(perSample.shape()).isEqualTo(Shape.of(6, net.parameterCount()));
        assertThat(Graph.order(List.of(perSample))).noneMatch(node -> node.op() instanceof Scan);
        Tensor total = Derivatives.gradient(
                Losses.SQUARE.apply(net.apply(theta, features), targets).sum(), theta);
        List<Array> values = Fused.executor()
                .open(Routine.of(List.of(theta, features, targets), List.of(perSample.sum(0), total)))
                .run(List.of(
                        net.initialArray(Key.of(1)),
                        DerivativeChecks.normal(3, 6, 5).as(net.type()),
                        DerivativeChecks.normal(4, 6, 3).as(net.type())));
        for (int i = 0; i < net.parameterCount(); i++) {
            assertThat(values.get(0).get(i)).isCloseTo(values.get(1).get(i), Offset.offset(1e-5));
        }
    }

    @Test
    void pairsGiveAGramMatrix() {
        Tensor xs = Tensor.input("x", DType.FLOAT64, 4, 3);
        Tensor ys = Tensor.input("y", DType.FLOAT64, 5, 3);
        Tensor gram =
                Batching.pairs((x, y) -> x.minus(y).square().sum().negate().exp(), xs, ys);
        Array x = DerivativeChecks.normal(1, 4, 3);
        Array y = DerivativeChecks.normal(2, 5, 3);
        Array values = Fused.executor()
                .open(Routine.of(List.of(xs, ys), List.of(gram)))
                .run(List.of(x, y))
                .get(0);
        assertThat(values.shape()).isEqualTo(Shape.of(4, 5));
        for (int i = 0; i < 20; i++) {
            double distance = 0;
            for (int j = 0; j < 3; j++) {
                double d = x.get(i / 5 * 3 + j) - y.get(i % 5 * 3 + j);
                distance += d * d;
            }
            assertThat(values.get(i)).isCloseTo(Math.exp(-distance), Offset.offset(1e-15));
        }
    }

    @Test
    void aKeyPerElementDrawsWhatItDrawsAlone() {
        Key[] keys = {Key.of(1), Key.of(2).of("x"), Key.of(77)};
        double[] words = new double[12];
        for (int k = 0; k < 3; k++) {
            System.arraycopy(Tensor.keyWords(DType.FLOAT64, keys[k]).toDoubles(), 0, words, 4 * k, 4);
        }
        Tensor all = Tensor.input("keys", DType.FLOAT64, 3, 4);
        Tensor at = Tensor.input("at", DType.FLOAT64, 3);
        for (DType type : DType.values()) {
            Tensor draws = Batching.of((Tensor key, Tensor i) ->
                            Draws.normal(key.keyAt(i), type, 2, 3).plus(Draws.uniform(key.keyAt(1), type, 2, 3)))
                    .over(all, at);
            for (Executor executor : List.of(new ReferenceExecutor(), Fused.executor())) {
                Array together = executor.open(Routine.of(List.of(all, at), List.of(draws)))
                        .run(List.of(Array.of(Shape.of(3, 4), words), Array.vector(5, 0, 3)))
                        .get(0);
                for (int k = 0; k < 3; k++) {
                    Tensor key = Tensor.key(DType.FLOAT64, keys[k]);
                    Tensor alone = Draws.normal(key.keyAt(new int[] {5, 0, 3}[k]), type, 2, 3)
                            .plus(Draws.uniform(key.keyAt(1), type, 2, 3));
                    Array own = executor.open(Routine.of(List.of(), List.of(alone)))
                            .run(List.of())
                            .get(0);
                    for (int i = 0; i < 6; i++) {
                        assertThat(together.get(6 * k + i)).isEqualTo(own.get(i));
                    }
                }
            }
        }
    }

    @Test
    void indicesMayBeMappedToo() {
        Tensor xs = Tensor.input("x", DType.FLOAT64, 2, 3, 4, 2);
        Tensor at = Tensor.input("i", DType.FLOAT64, 2, 2, 3);
        Tensor x = Tensor.input("one", DType.FLOAT64, 3, 4, 2);
        Tensor i = Tensor.input("i", DType.FLOAT64, 2, 3);
        Tensor back = Tensor.input("back", DType.FLOAT64, 2, 3, 2, 3, 2);
        Array many = DerivativeChecks.normal(1, 2, 3, 4, 2);
        Array cotangent = DerivativeChecks.normal(2, 2, 3, 2, 3, 2);
        Array places = Array.of(Shape.of(2, 2, 3), new double[] {3, 0, 1, 1, 2, 2, 0, 0, 0, 3, 2, 1});
        List<Tensor> outputs = List.of(
                Batching.of((Tensor a, Tensor b) -> a.gather(1, b)).over(xs, at),
                Batching.of((Tensor b) -> x.gather(1, b)).over(at),
                Batching.of((Tensor a) -> a.gather(1, i)).over(xs),
                Batching.of((Tensor a, Tensor b) -> Tensor.apply(new ScatterAdd(1, 4, 2), a, b))
                        .over(back, at));
        List<Array> values = Fused.executor()
                .open(Routine.of(List.of(xs, at, x, i, back), outputs))
                .run(List.of(many, places, half(many, 1), half(places, 1), cotangent));
        for (int k = 0; k < 2; k++) {
            List<Tensor> single = List.of(
                    x.gather(1, i), Tensor.apply(new ScatterAdd(1, 4, 2), Tensor.literal(half(cotangent, k)), i));
            List<Array> own = Fused.executor()
                    .open(Routine.of(List.of(x, i), single))
                    .run(List.of(half(many, k), half(places, k)));
            close("both", values.get(0), k, own.get(0));
            close("scatter", values.get(3), k, own.get(1));
            Array sharedX = Fused.executor()
                    .open(Routine.of(List.of(x, i), single))
                    .run(List.of(half(many, 1), half(places, k)))
                    .get(0);
            close("indices", values.get(1), k, sharedX);
            Array sharedI = Fused.executor()
                    .open(Routine.of(List.of(x, i), single))
                    .run(List.of(half(many, k), half(places, 1)))
                    .get(0);
            close("values", values.get(2), k, sharedI);
        }
    }

    private static Array half(Array x, int k) {
        double[] numbers = x.toDoubles();
        int size = numbers.length / 2;
        return Array.of(x.shape().without(0), Arrays.copyOfRange(numbers, k * size, (k + 1) * size));
    }

    /** Newton's iteration for √a, ended when the square is close: 4 to 7 steps. */
    private static Tensor root(Tensor a) {
        Loop loop = Loop.until(
                40,
                List.of(a.filled(1)),
                List.of(),
                carry -> carry.get(0).square().minus(a).abs().atMost(a.times(1e-14)),
                (carry, none) -> {
                    Tensor next = carry.get(0).plus(a.dividedBy(carry.get(0))).times(0.5);
                    return new Loop.Step(List.of(next), List.of(next.square()));
                });
        return loop.carry()
                .get(0)
                .plus(loop.outputs().get(0).sum().times(0.01))
                .plus(loop.steps().times(100));
    }

    @Test
    void loopsThatEndAtDifferentTimesEndWithTheLast() {
        Tensor all = Tensor.input("a", DType.FLOAT64, 4);
        Tensor one = Tensor.input("a", DType.FLOAT64);
        Tensor batched = Batching.of((Tensor a) -> root(a)).over(all);
        Tensor first =
                Batching.of((Tensor a) -> Derivatives.gradient(root(a), a)).over(all);
        Tensor under = Derivatives.gradient(batched.sum(), all);
        Tensor second = Derivatives.gradient(first.sum(), all);
        Tensor y = root(one);
        Tensor gradient = Derivatives.gradient(y, one);
        List<Tensor> alone = List.of(y, gradient, gradient, Derivatives.gradient(gradient, one));
        double[] at = {0.5, 2, 90, 3000};
        for (Executor executor : List.of(new ReferenceExecutor(), Fused.executor())) {
            List<Array> values = executor.open(Routine.of(List.of(all), List.of(batched, first, under, second)))
                    .run(List.of(Array.vector(at)));
            TreeSet<Long> steps = new TreeSet<>();
            for (int k = 0; k < at.length; k++) {
                List<Array> own = executor.open(Routine.of(List.of(one), alone)).run(List.of(Array.scalar(at[k])));
                steps.add((long) (own.get(0).item() / 100));
                for (int q = 0; q < 4; q++) {
                    assertThat(values.get(q).get(k))
                            .as("quantity " + q)
                            .isCloseTo(
                                    own.get(q).item(),
                                    Offset.offset(1e-12
                                            * Math.max(1, Math.abs(own.get(q).item()))));
                }
            }
            assertThat(steps).hasSizeGreaterThan(2);
        }
    }

    @Test
    void whatDoesNotBatchIsRefusedWhereItIsWritten() {
        Tensor a = Tensor.input("a", DType.FLOAT64, 4, 2);
        Tensor b = Tensor.input("b", DType.FLOAT64, 5, 2);
        assertThatThrownBy(() -> Batching.of(Tensor::plus).over(a, b))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("4")
                .hasMessageContaining("5");
        assertThatThrownBy(() -> Batching.of((Tensor x) -> x.exp()).over(a.sum()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("scalar");
    }
}
