package dev.lemma.compiler.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.linear.LinearAlgebra;
import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Definition against kernel, derivatives against differences and each other, batches against loops. */
@Tag("executor")
class LinearPrimitivesTest {

    /** A function of matrices; symmetric ones are made so within it, so that differences may move any entry. */
    record Case(String name, Function<List<Tensor>, Tensor> f, List<Shape> shapes) {
        @Override
        public String toString() {
            return name;
        }

        Tensor apply(DType type, List<Tensor> x) {
            return f.apply(x);
        }
    }

    private static Tensor positive(Tensor x) {
        int n = x.shape().extent(-1);
        Tensor one = Tensor.range(x.type(), n).expand(-1).equalTo(Tensor.range(x.type(), n));
        return x.matmul(x.transpose()).plus(one);
    }

    private static Tensor joined(Tensor... parts) {
        List<Tensor> rows = new ArrayList<>();
        for (Tensor part : parts) {
            rows.add(part.flattenFrom(0));
        }
        return Tensor.concat(0, rows);
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int[] batch : new int[][] {{}, {3}, {2, 2}}) {
            String tail = " " + Shape.of(batch);
            Shape square = Shape.of(batch).append(Shape.of(4, 4));
            Shape columns = Shape.of(batch).append(Shape.of(4, 2));
            Shape vector = Shape.of(batch).append(Shape.of(4));
            Shape tall = Shape.of(batch).append(Shape.of(5, 3));
            Shape wide = Shape.of(batch).append(Shape.of(2, 4));
            cases.add(new Case("cholesky" + tail, x -> LinearAlgebra.cholesky(positive(x.get(0))), List.of(square)));
            cases.add(new Case(
                    "cholesky of the symmetric part" + tail,
                    x -> LinearAlgebra.cholesky(LinearAlgebra.symmetric(x.get(0))
                            .times(0.1)
                            .plus(positive(x.get(0).filled(1)))),
                    List.of(square)));
            cases.add(new Case(
                    "evidence" + tail,
                    x -> {
                        Tensor l = LinearAlgebra.cholesky(positive(x.get(0)));
                        return LinearAlgebra.logDeterminant(l)
                                .times(2)
                                .sum()
                                .plus(LinearAlgebra.solveCholesky(l, x.get(1))
                                        .times(x.get(1))
                                        .sum());
                    },
                    List.of(square, vector)));
            for (boolean lower : new boolean[] {true, false}) {
                for (boolean transposed : new boolean[] {true, false}) {
                    cases.add(new Case(
                            "triangular " + lower + transposed + tail,
                            x -> LinearAlgebra.solveTriangular(diagonal(x.get(0)), lower, transposed, x.get(1)),
                            List.of(square, columns)));
                }
            }
            cases.add(new Case(
                    "solve" + tail, x -> LinearAlgebra.solve(diagonal(x.get(0)), x.get(1)), List.of(square, columns)));
            cases.add(new Case("inverse" + tail, x -> LinearAlgebra.inverse(diagonal(x.get(0))), List.of(square)));
            cases.add(new Case("logdet" + tail, x -> LinearAlgebra.logDeterminant(x.get(0)), List.of(square)));
            cases.add(new Case("trace" + tail, x -> LinearAlgebra.trace(x.get(0).exp()), List.of(square)));
            for (Shape shape : List.of(tall, wide, square)) {
                cases.add(new Case(
                        "qr" + shape,
                        x -> {
                            LinearAlgebra.Qr qr = LinearAlgebra.qr(x.get(0));
                            return joined(qr.q(), qr.r());
                        },
                        List.of(shape)));
                cases.add(new Case(
                        "svd" + shape,
                        x -> {
                            LinearAlgebra.Svd svd = LinearAlgebra.svd(x.get(0));
                            return joined(svd.u(), svd.values(), svd.vt());
                        },
                        List.of(shape)));
                cases.add(new Case(
                        "singular values" + shape,
                        x -> LinearAlgebra.svd(x.get(0)).values(),
                        List.of(shape)));
                Shape right = shape.range(0, shape.rank() - 1);
                cases.add(new Case(
                        "least squares" + shape,
                        x -> LinearAlgebra.leastSquares(x.get(0), x.get(1)),
                        List.of(shape, right)));
            }
            cases.add(new Case(
                    "eigh" + tail,
                    x -> {
                        LinearAlgebra.Eigen eigen = LinearAlgebra.eigh(LinearAlgebra.symmetric(x.get(0)));
                        return joined(eigen.values(), eigen.vectors());
                    },
                    List.of(square)));
            cases.add(new Case("exponential" + tail, x -> LinearAlgebra.exponential(x.get(0)), List.of(square)));
        }
        return cases;
    }

    /** Away from singular. */
    private static Tensor diagonal(Tensor x) {
        int n = x.shape().extent(-1);
        return x.plus(Tensor.range(x.type(), n)
                .expand(-1)
                .equalTo(Tensor.range(x.type(), n))
                .times(3));
    }

    private static Array random(DType type, Shape shape, int seed) {
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(shape, numbers).as(type);
    }

    private static List<Array> numbers(Case c, DType type, int seed) {
        List<Array> numbers = new ArrayList<>();
        for (int i = 0; i < c.shapes().size(); i++) {
            numbers.add(random(type, c.shapes().get(i), seed + i));
        }
        return numbers;
    }

    private static List<Tensor> inputs(Case c, DType type, String name) {
        List<Tensor> inputs = new ArrayList<>();
        for (Shape shape : c.shapes()) {
            inputs.add(Tensor.input(name + inputs.size(), type, shape.extents()));
        }
        return inputs;
    }

    private static double largest(Array a) {
        double largest = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            assertThat(a.get(i)).isFinite();
            largest = Math.max(largest, Math.abs(a.get(i)));
        }
        return largest;
    }

    private static void close(Array actual, Array expected, double tolerance) {
        double scale = Math.max(1, largest(expected));
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.shape().size(); i++) {
            assertThat(actual.get(i)).isCloseTo(expected.get(i), within(tolerance * scale));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void definitionsAndKernelsAgree(Case c) {
        for (DType type : DType.values()) {
            List<Tensor> x = inputs(c, type, "x");
            Routine routine = Routine.of(x, List.of(c.apply(type, x)));
            Array expected = new ReferenceExecutor()
                    .open(routine)
                    .run(numbers(c, type, 5))
                    .get(0);
            Array one =
                    new FusedExecutor(1).open(routine).run(numbers(c, type, 5)).get(0);
            close(one, expected, type == DType.FLOAT64 ? 1e-11 : 2e-3);
            Executor two = new FusedExecutor(2);
            assertThat(two.open(routine).run(numbers(c, type, 5)).get(0)).isEqualTo(one);
        }
    }

    /** ⟨ȳ, J ẋ⟩ by both rules, and by differences; then the same of the gradient. */
    @ParameterizedTest
    @MethodSource("cases")
    void derivativesAreThoseOfDifferences(Case c) {
        List<Tensor> x = inputs(c, DType.FLOAT64, "x");
        List<Tensor> d = inputs(c, DType.FLOAT64, "d");
        Tensor y = c.apply(DType.FLOAT64, x);
        Tensor weights = Tensor.literal(random(DType.FLOAT64, y.shape(), 77));
        Tensor s = y.times(weights).sum().plus(y.square().sum().times(0.1));
        Tensor forward = Derivatives.jvp(List.of(s), x, d).get(0);
        List<Tensor> gradients = Derivatives.gradient(s, x);
        Tensor backward = inner(gradients, d);
        Tensor second = Derivatives.jvp(List.of(backward), x, d).get(0);
        Tensor secondBackward = inner(Derivatives.gradient(backward, x), d);
        List<Tensor> leaves = new ArrayList<>(x);
        leaves.addAll(d);
        Executor executor = new FusedExecutor(1);
        List<Array> at = numbers(c, DType.FLOAT64, 5);
        List<Array> directions = numbers(c, DType.FLOAT64, 900);
        List<Array> all = Stream.of(at, directions).flatMap(List::stream).toList();
        List<Array> results = executor.open(Routine.of(leaves, List.of(forward, backward, second, secondBackward, s)))
                .run(all);
        double scale = 1 + Math.abs(results.get(0).item());
        assertThat(results.get(0).item()).isCloseTo(results.get(1).item(), within(1e-10 * scale));
        double scale2 = 1 + Math.abs(results.get(2).item());
        assertThat(results.get(2).item()).isCloseTo(results.get(3).item(), within(1e-9 * scale2));
        // Differences of the fourth order: h⁴ of truncation, ε/h of rounding.
        var values = executor.open(Routine.of(leaves, List.of(s, backward)));
        double h = 2e-4;
        double[][] samples = new double[4][];
        double[] steps = {-2 * h, -h, h, 2 * h};
        for (int i = 0; i < 4; i++) {
            List<Array> moved = new ArrayList<>();
            for (int p = 0; p < at.size(); p++) {
                double[] numbers = at.get(p).toDoubles();
                for (int j = 0; j < numbers.length; j++) {
                    numbers[j] += steps[i] * directions.get(p).get(j);
                }
                moved.add(Array.of(at.get(p).shape(), numbers));
            }
            List<Array> found = values.run(
                    Stream.of(moved, directions).flatMap(List::stream).toList());
            samples[i] = new double[] {found.get(0).item(), found.get(1).item()};
        }
        for (int order = 0; order < 2; order++) {
            double difference =
                    (samples[0][order] - 8 * samples[1][order] + 8 * samples[2][order] - samples[3][order]) / (12 * h);
            double expected = results.get(2 * order).item();

            assertThat(difference).isCloseTo(expected, within((order == 0 ? 1e-7 : 1e-6) * (1 + Math.abs(expected))));
        }
    }

    private static Tensor inner(List<Tensor> a, List<Tensor> b) {
        Tensor sum = null;
        for (int i = 0; i < a.size(); i++) {
            Tensor term = a.get(i).times(b.get(i)).sum();
            sum = sum == null ? term : sum.plus(term);
        }
        return sum;
    }

    private static List<Executor> executors() {
        return List.of(new ReferenceExecutor(), new FusedExecutor(1));
    }

    @Test
    void badMatricesAreRefusedWhileTheProgramRuns() {
        Tensor a = Tensor.input("a", DType.FLOAT64, 2, 2);
        Tensor b = Tensor.input("b", DType.FLOAT64, 2);
        for (Executor executor : executors()) {
            assertThatThrownBy(() -> run(executor, List.of(a), LinearAlgebra.cholesky(a), 1, 2, 2, 1))
                    .isInstanceOf(NotPositiveDefiniteException.class)
                    .hasMessageContaining("pivot 1 is -3");
            assertThatThrownBy(() -> run(executor, List.of(a), LinearAlgebra.cholesky(a), 1, 2, 0, 9))
                    .hasMessageContaining("not symmetric");
            assertThatThrownBy(() ->
                            run(executor, List.of(a), LinearAlgebra.eigh(a).values(), 1, Double.NaN, 0, 9))
                    .hasMessageContaining("NaN at [0, 1]");
            assertThatThrownBy(() -> executor.open(Routine.of(List.of(a, b), List.of(LinearAlgebra.solve(a, b))))
                            .run(List.of(Array.matrix(new double[][] {{0, 0}, {0, 1}}), Array.vector(1, 1))))
                    .hasMessageContaining("singular");
        }
        assertThatThrownBy(() -> LinearAlgebra.cholesky(b)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> LinearAlgebra.solve(a, Tensor.input("c", DType.FLOAT64, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("right-hand sides");
    }

    private static Array run(Executor executor, List<Tensor> inputs, Tensor y, double... numbers) {
        return executor.open(Routine.of(inputs, List.of(y)))
                .run(List.of(Array.of(Shape.of(2, 2), numbers)))
                .get(0);
    }

    /** Equal eigenvalues: values and what does not turn vectors among themselves are differentiated, the rest is infinite, not wrong. */
    @Test
    void equalEigenvalues() {
        Tensor a = Tensor.input("a", DType.FLOAT64, 3, 3);
        LinearAlgebra.Eigen eigen = LinearAlgebra.eigh(a);
        double[] numbers = {2, 0, 0, 0, 2, 0, 0, 0, 5};
        Executor executor = new FusedExecutor(1);
        Tensor trace = Derivatives.gradient(eigen.values().sum(), a);
        double[] identity = executor.open(Routine.of(List.of(a), List.of(trace)))
                .run(List.of(Array.of(Shape.of(3, 3), numbers)))
                .get(0)
                .toDoubles();
        assertThat(identity).containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(1e-14));
        Tensor gap = Derivatives.gradient(eigen.vectors().at(0, 0).at(0, 1), a);
        Array infinite = executor.open(Routine.of(List.of(a), List.of(gap)))
                .run(List.of(Array.of(Shape.of(3, 3), numbers)))
                .get(0);
        assertThat(infinite.isFinite()).isFalse();
    }

    /** One matrix for a batch of right-hand sides, and vectors as vectors. */
    @Test
    void rightHandSides() {
        Tensor a = Tensor.input("a", DType.FLOAT64, 2, 2);
        Tensor many = Tensor.input("b", DType.FLOAT64, 3, 2, 1);
        Tensor x = LinearAlgebra.solve(a, many);
        assertThat(x.shape()).isEqualTo(Shape.of(3, 2, 1));
        assertThat(LinearAlgebra.solve(a, Tensor.input("c", DType.FLOAT64, 2)).shape())
                .isEqualTo(Shape.of(2));
        assertThat(LinearAlgebra.solve(many.reshape(3, 2, 1).matmul(many.transpose()), many.squeeze(-1))
                        .shape())
                .isEqualTo(Shape.of(3, 2));
        Array found = new FusedExecutor(1)
                .open(Routine.of(List.of(a, many), List.of(x)))
                .run(List.of(
                        Array.matrix(new double[][] {{2, 0}, {0, 4}}),
                        Array.of(Shape.of(3, 2, 1), new double[] {2, 4, 6, 8, 10, 12})))
                .get(0);
        assertThat(found.toDoubles()).containsExactly(1, 1, 3, 2, 5, 3);
    }
}
