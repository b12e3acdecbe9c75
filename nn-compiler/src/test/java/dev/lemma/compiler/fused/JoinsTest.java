package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.internal.kernel.MaxPoolBoth;
import dev.lemma.compiler.internal.kernel.ProductSum;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinsTest {

    private final Tensor a = Tensor.input("a", DType.FLOAT64, 5, 7);
    private final Tensor b = Tensor.input("b", DType.FLOAT64, 7, 6);
    private final Tensor c = Tensor.input("c", DType.FLOAT64, 3, 5);
    private final Tensor d = Tensor.input("d", DType.FLOAT64, 6, 3);
    private final Tensor ab = a.matmul(b);
    private final Tensor cd = Tensor.apply(new MatMul(true, true), c, d);

    private static long count(List<Tensor> roots, Class<?> op) {
        return Graph.order(roots).stream()
                .filter(node -> op.isInstance(node.op()))
                .count();
    }

    private static List<Tensor> joined(Tensor... roots) {
        return Joins.join(Simplifier.simplify(List.of(roots)));
    }

    @Test
    void productsThatAreOnlyAddedBecomeOneSum() {
        List<Tensor> joined = joined(ab.plus(cd).plus(a.times(2).matmul(b)).exp());

        assertThat(count(joined, MatMul.class)).isZero();
        assertThat(count(joined, ProductSum.class)).isEqualTo(1);
        ProductSum sum = (ProductSum) joined.get(0).operand(0).op();
        assertThat(sum.products())
                .containsExactly(new MatMul(false, false), new MatMul(true, true), new MatMul(false, false));
    }

    @Test
    void flattenedProductsToo() {
        Tensor flat = ab.reshape(30)
                .plus(cd.reshape(30))
                .plus(b.matmul(Tensor.apply(new MatMul(true, false), b, b))
                        .reshape(42)
                        .slice(0, 0, 30));

        List<Tensor> joined = joined(flat);

        assertThat(count(joined, ProductSum.class)).isEqualTo(1);
        assertThat(joined.get(0).shape()).isEqualTo(Shape.of(30));
        assertThat(count(joined, MatMul.class))
                .as("another shape, and only a part of it")
                .isEqualTo(2);
    }

    @Test
    void aProductThatSomebodyElseReadsStays() {
        assertThat(count(joined(ab.plus(cd), ab.sum()), ProductSum.class)).isZero();
        assertThat(count(joined(ab.plus(cd), ab), ProductSum.class)).isZero();
        assertThat(count(joined(ab.plus(ab)), ProductSum.class)).isZero();
    }

    @Test
    void theSumHasTheValueOfItsParts() {
        Tensor batchA = Tensor.input("A", DType.FLOAT64, 2, 5, 7);
        Tensor batchB = Tensor.input("B", DType.FLOAT64, 2, 7, 6);
        Tensor batched = batchA.matmul(batchB)
                .plus(batchA.times(0.5).matmul(batchB.exp()))
                .sum(0);
        // ab, alone here, with a product of transposes and a third one; and the batched sum.
        Tensor sum = ab.plus(cd).plus(a.times(2).matmul(b)).plus(batched);
        Tensor flat = a.exp()
                .matmul(b)
                .reshape(30)
                .plus(Tensor.apply(new MatMul(true, true), c.exp(), d).reshape(30));
        assertThat(count(joined(sum, flat), ProductSum.class)).isEqualTo(3);
        List<Tensor> inputs = List.of(a, b, c, d, batchA, batchB);
        Map<Tensor, Array> values = new LinkedHashMap<>();
        inputs.forEach(input -> {
            double[] numbers = new double[input.shape().size()];
            Randomness.normal(Key.of(input.shape().size()), numbers);
            values.put(input, Array.of(input.shape(), numbers));
        });
        var execution = new FusedExecutor(2).open(new Routine(inputs, List.of(sum, flat), List.of(), List.of()));
        for (int i = 0; i < inputs.size(); i++) {
            execution.put(i, values.get(inputs.get(i)));
        }
        execution.run();
        execution.run();

        List<Array> expected = ReferenceExecutor.evaluate(List.of(sum, flat), values);
        for (int i = 0; i < 2; i++) {
            double[] got = execution.get(i).toDoubles();
            double[] wanted = expected.get(i).toDoubles();
            for (int j = 0; j < wanted.length; j++) {
                assertThat(got[j]).isCloseTo(wanted[j], offset(1e-12 * (1 + Math.abs(wanted[j]))));
            }
        }
    }

    @Test
    void maximaAreFoundAndTakenAtOnce() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3, 6, 6);
        Tensor pooled = Windows.maxPool(x, Window2D.of(2));
        Tensor gradient = Derivatives.gradient(pooled.square().sum(), x);

        List<Tensor> joined = joined(pooled, gradient);

        assertThat(count(joined, MaxPoolBoth.class)).isEqualTo(1);
        assertThat(count(joined, MaxPoolIndices.class)).isZero();
        assertThat(count(joined, TakeAlong.class)).isZero();
        assertThat(joined.get(0).shape()).isEqualTo(pooled.shape());
    }

    @Test
    void numbersTakenFromElsewhereAreNotTheMaxima() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3, 6, 6);
        Tensor places = Tensor.apply(new MaxPoolIndices(Window2D.of(2)), x).reshape(6, 25);
        Tensor others = x.exp().reshape(6, 36).takeAlong(places);

        assertThat(count(joined(others), MaxPoolBoth.class)).isZero();
    }
}
