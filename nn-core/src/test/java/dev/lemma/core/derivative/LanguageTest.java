package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.CustomTangent;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Einsum;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Sorting;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorting, sums of products by letters, and tangents of one's own. */
class LanguageTest {

    private static final List<Executor> EXECUTORS = List.of(new ReferenceExecutor(), Fused.executor());

    private static List<Array> run(Executor executor, List<Tensor> in, List<Tensor> out, Array... at) {
        return executor.open(Routine.of(in, out)).run(List.of(at));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void sortsStablyWithNaNAsTheLargest(DType type) {
        Tensor x = Tensor.input("x", type, 8);
        List<Tensor> outputs = List.of(
                Sorting.argSort(x, 0),
                Sorting.sort(x, 0),
                Sorting.sortDescending(x, 0),
                Sorting.top(x, 3).places());
        Array at = Array.vector(2, -1, Double.NaN, 0.0, 2, -0.0, Double.POSITIVE_INFINITY, -1)
                .as(type);
        for (Executor executor : EXECUTORS) {
            List<Array> values = run(executor, List.of(x), outputs, at);
            assertThat(values.get(0).toDoubles()).containsExactly(1, 7, 3, 5, 0, 4, 6, 2);
            assertThat(values.get(1).toDoubles())
                    .containsExactly(-1, -1, 0.0, -0.0, 2, 2, Double.POSITIVE_INFINITY, Double.NaN);
            assertThat(values.get(2).toDoubles())
                    .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 2, 2, 0.0, -0.0, -1, -1);
            assertThat(values.get(3).toDoubles()).containsExactly(2, 6, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 33, 100, 1000})
    void theKernelSortsAsTheDefinitionDoes(int n) {
        Tensor x = Tensor.input("x", DType.FLOAT64, n, 3);
        Array at = DerivativeChecks.normal(n, n, 3);
        double[] rounded = at.toDoubles();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.rint(4 * rounded[i]); // many are equal
        }
        List<Tensor> outputs = List.of(Sorting.argSort(x, 0), Sorting.sortDescending(x, 0));
        Array places = Array.of(at.shape(), rounded);
        assertThat(run(Fused.executor(), List.of(x), outputs, places))
                .isEqualTo(run(new ReferenceExecutor(), List.of(x), outputs, places));
    }

    @Test
    void derivativesGoWhereTheNumbersCameFrom() {
        DerivativeChecks.check("sort", x -> Sorting.sort(x.get(0), 1).square(), DerivativeChecks.away(3, 2, 5, 2));
        DerivativeChecks.check("top", x -> Sorting.top(x.get(0), 2).values().exp(), DerivativeChecks.away(4, 3, 5));
    }

    @Test
    void sumsOfProductsByLetters() {
        Array a = DerivativeChecks.normal(1, 3, 4);
        Array b = DerivativeChecks.normal(2, 4, 5);
        Array c = DerivativeChecks.normal(3, 2, 3, 4);
        Array s = DerivativeChecks.normal(4, 4, 4);
        Tensor x = Tensor.input("a", DType.FLOAT64, 3, 4);
        Tensor y = Tensor.input("b", DType.FLOAT64, 4, 5);
        Tensor z = Tensor.input("c", DType.FLOAT64, 2, 3, 4);
        Tensor q = Tensor.input("s", DType.FLOAT64, 4, 4);
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> plain = new ArrayList<>();
        pair(outputs, plain, Einsum.of("ij,jk->ik", x, y), x.matmul(y));
        pair(outputs, plain, Einsum.of("ij,jk", x, y), x.matmul(y));
        pair(outputs, plain, Einsum.of("ij,jk->ki", x, y), x.matmul(y).transpose());
        pair(outputs, plain, Einsum.of("bij,ij->b", z, x), z.times(x).sum(1, 2));
        pair(outputs, plain, Einsum.of("bij,ij->bi", z, x), z.times(x).sum(2));
        pair(outputs, plain, Einsum.of("bij,jk->bik", z, y), z.matmul(y));
        pair(outputs, plain, Einsum.of("ii->", q), q.times(eye(4)).sum());
        pair(outputs, plain, Einsum.of("ii->i", q), q.times(eye(4)).sum(1));
        pair(outputs, plain, Einsum.of("ij->ji", x), x.transpose());
        pair(outputs, plain, Einsum.of("ij->", x), x.sum());
        pair(
                outputs,
                plain,
                Einsum.of("ij,kl->ijkl", x, y),
                x.reshape(3, 4, 1, 1).times(y.reshape(1, 1, 4, 5)));
        pair(
                outputs,
                plain,
                Einsum.of("bij,jk,ik->b", z, y, x.matmul(y)),
                z.matmul(y).times(x.matmul(y)).sum(1, 2));
        pair(outputs, plain, Einsum.of("ij,jk,kl->il", x, q, y), x.matmul(q).matmul(y));
        for (Executor executor : EXECUTORS) {
            List<Tensor> all = new ArrayList<>(outputs);
            all.addAll(plain);
            List<Array> values = run(executor, List.of(x, y, z, q), all, a, b, c, s);
            for (int i = 0; i < outputs.size(); i++) {
                Array expected = values.get(outputs.size() + i);
                assertThat(values.get(i).shape()).isEqualTo(expected.shape());
                for (int k = 0; k < expected.shape().size(); k++) {
                    assertThat(values.get(i).get(k)).as("sum " + i).isCloseTo(expected.get(k), Offset.offset(1e-12));
                }
            }
        }
        DerivativeChecks.check(
                "einsum",
                v -> Einsum.of("bij,jk,ii->bk", v.get(0), v.get(1), v.get(2)),
                DerivativeChecks.normal(5, 2, 3, 4),
                b,
                DerivativeChecks.normal(6, 3, 3));
    }

    private static void pair(List<Tensor> outputs, List<Tensor> plain, Tensor sum, Tensor same) {
        outputs.add(sum);
        plain.add(same);
    }

    private static Tensor eye(int n) {
        return Tensor.range(DType.FLOAT64, n).oneHot(n);
    }

    @Test
    void lettersThatDoNotFitAreRefused() {
        Tensor x = Tensor.input("a", DType.FLOAT64, 3, 4);
        assertThatThrownBy(() -> Einsum.of("ij,jk->ik", x, x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("axis j has extents 4 and 3");
        assertThatThrownBy(() -> Einsum.of("ijk->i", x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3, 4]");
        assertThatThrownBy(() -> Einsum.of("ij->k", x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("k");
        assertThatThrownBy(() -> Sorting.top(x, 5))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("5");
    }

    /** y = √a found by iteration: the tangent is that of y² = a, whatever found it. */
    private static Tensor root(Tensor a) {
        Tensor y = a.filled(1);
        for (int i = 0; i < 9; i++) {
            y = y.plus(a.dividedBy(y)).times(0.5);
        }
        return CustomTangent.of(y.stopGradient(), List.of(a), (value, dots) -> dots.get(0)
                .dividedBy(a.sqrt().times(2)));
    }

    @Test
    void aTangentOfOnesOwnServesBothModesAndBatches() {
        DerivativeChecks.check(
                "implicit root", x -> root(x.get(0).square()).times(x.get(0)), DerivativeChecks.away(2, 5));
        Tensor x = Tensor.input("x", DType.FLOAT64, 3);
        Tensor batched = Batching.of((Tensor one) -> Derivatives.gradient(root(one), one))
                .over(x);
        for (Executor executor : EXECUTORS) {
            Array values = run(executor, List.of(x), List.of(batched), Array.vector(1, 4, 25))
                    .get(0);
            assertThat(values.toDoubles()).containsExactly(new double[] {0.5, 0.25, 0.1}, Offset.offset(1e-12));
            assertThat(values.shape()).isEqualTo(Shape.of(3));
        }
    }
}
