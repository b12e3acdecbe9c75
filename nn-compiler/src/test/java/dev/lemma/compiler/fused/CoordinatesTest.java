package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Few coordinates of many points, [d, n]: sums over the coordinates, and gradients with respect to them one by one. */
@Tag("executor")
class CoordinatesTest {

    private static Array points(DType type, int d, int n) {
        double[] numbers = new double[d * n];
        Randomness.normal(Key.of(d).at(n), numbers);
        return Array.of(Shape.of(d, n), numbers).as(type);
    }

    private static List<Array> run(Executor executor, Tensor x, Array value, Tensor... outputs) {
        return executor.open(Routine.of(List.of(x), List.of(outputs))).run(List.of(value));
    }

    /**
     * Sums over columns more than a part holds: of the points, with a number per row, with something stored beside, and of
     * two axes.
     */
    @ParameterizedTest
    @EnumSource(DType.class)
    void wideColumnSums(DType type) {
        for (int d : new int[] {2, 40, 100}) {
            for (int n : new int[] {8192, 8193, 12_289}) {
                Tensor x = Tensor.input("x", type, d, n);
                Tensor weights = Tensor.range(type, d).plus(1).reshape(d, 1).times(x.slice(1, 0, 1));
                Tensor square = x.square();
                Tensor[] outputs = {x.sum(0), square.sum(0), x.times(weights).sum(0), square};
                Array value = points(type, d, n).as(type);
                List<Array> expected = run(new ReferenceExecutor(), x, value, outputs);
                List<Array> one = run(new FusedExecutor(1), x, value, outputs);
                assertThat(run(new FusedExecutor(2), x, value, outputs)).isEqualTo(one);
                for (int i = 0; i < outputs.length; i++) {
                    assertThat(distance(one.get(i), expected.get(i)))
                            .as("%s of [%s, %s]", i, d, n)
                            .isLessThan(type == DType.FLOAT32 ? 2e-3 : 1e-11);
                }
            }
        }
        Tensor x = Tensor.input("x", type, 3, 2, 9000);
        Array value = points(type, 6, 9000).reshape(3, 2, 9000);
        Tensor sum = x.square().sum(0, 1);
        assertThat(distance(
                        run(new FusedExecutor(2), x, value, sum).get(0),
                        run(new ReferenceExecutor(), x, value, sum).get(0)))
                .isLessThan(type == DType.FLOAT32 ? 1e-4 : 1e-12);
    }

    /** Of the numbers that are farthest apart; AssertJ's own comparison takes a time of the square of their number. */
    private static double distance(Array actual, Array expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double[] a = actual.toDoubles();
        double[] b = expected.toDoubles();
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    /**
     * The gradient of an expression in single coordinates is its parts side by side, whatever the order in which they are
     * added: nothing is written between zeros, if all coordinates are used.
     */
    @Test
    void gradientsOfCoordinatesAreJoined() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 4, 50);
        for (int[] order : new int[][] {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 1, 3}, {1, 2}, {0, 0, 3}}) {
            Tensor v = Tensor.constant(DType.FLOAT64, 0).broadcast(50);
            for (int i : order) {
                v = v.plus(x.at(0, i).plus(i).square().times(x.at(0, i)));
            }
            Tensor gradient = Derivatives.gradient(v.sum(), x);
            Array value = points(DType.FLOAT64, 4, 50);
            assertThat(run(new FusedExecutor(1), x, value, gradient).get(0).toDoubles())
                    .containsExactly(
                            run(new ReferenceExecutor(), x, value, gradient)
                                    .get(0)
                                    .toDoubles(),
                            within(1e-12));
            if (order.length >= 4) {
                List<Tensor> nodes = Graph.order(Simplifier.simplify(List.of(gradient)));
                assertThat(nodes)
                        .noneMatch(node -> node.op() instanceof Pad)
                        .anyMatch(node -> node.op() instanceof Concat);
            }
        }
    }

    /** What overlaps, or leaves a gap, or lies along another axis stays a sum. */
    @Test
    void otherSumsOfPartsBetweenZerosStay() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 3, 4);
        Tensor[] sums = {
            x.pad(0, 1, 0).plus(x.pad(0, 0, 1)),
            x.pad(0, 4, 0).plus(x.pad(0, 0, 4)),
            x.slice(1, 0, 3).pad(1, 1, 0).plus(x.slice(0, 0, 2).pad(0, 1, 0)),
            x.pad(0, 3, 1).plus(x.pad(0, 0, 4)),
            x.pad(0, 1, 3).plus(x.pad(0, 4, 0)),
            x.pad(0, 1, 4).plus(x.pad(0, 4, 1)),
        };
        Array value = points(DType.FLOAT64, 3, 4);
        for (Tensor sum : sums) {
            assertThat(run(new FusedExecutor(1), x, value, sum).get(0))
                    .isEqualTo(run(new ReferenceExecutor(), x, value, sum).get(0));
        }
    }
}
