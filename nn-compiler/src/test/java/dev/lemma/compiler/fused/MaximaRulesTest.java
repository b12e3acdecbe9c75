package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bias and bound move behind the maximum while a program is compiled, with their derivatives; the values stay. */
class MaximaRulesTest {

    private static final Window2D WINDOW = Window2D.of(3).stride(2).padding(1);

    private static Tensor images(Tensor node) {
        Tensor behind = node;
        while (behind.op() instanceof Reshape) {
            behind = behind.operand(0);
        }
        return behind;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void biasAndBoundAreAppliedBehindTheMaximum(boolean above) {
        double[] numbers = new double[2 * 3 * 8 * 8];
        Randomness.normal(Key.of(4), numbers);
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3, 8, 8);
        Tensor b = Tensor.input("b", DType.FLOAT64, 3);
        Tensor biased = x.plus(b.reshape(3, 1, 1));
        Tensor bounded = above ? biased.relu() : biased.minimum(0.7);
        Tensor pooled = Windows.maxPool(bounded, WINDOW);
        Tensor weights = Draws.normal(
                Tensor.key(DType.FLOAT64, Key.of(5)),
                DType.FLOAT64,
                pooled.shape().extents());
        List<Tensor> written = List.of(
                pooled, Derivatives.gradient(pooled.dot(weights), x), Derivatives.gradient(pooled.dot(weights), b));

        List<Tensor> simplified = Simplifier.simplify(written);

        assertThat(images(simplified.get(0)).op()).isEqualTo(above ? Binary.MAXIMUM : Binary.MINIMUM);
        long large = Graph.order(simplified).stream()
                .filter(node -> node.op() instanceof Binary
                        && node.shape().size() == x.shape().size())
                .count();
        assertThat(large).as("element-wise work on whole images").isZero();
        Map<Tensor, Array> inputs =
                Map.of(x, Array.of(x.shape(), numbers), b, Array.of(Shape.of(3), new double[] {-0.5, 0.1, -2}));
        List<Array> expected = ReferenceExecutor.evaluate(written, inputs);
        List<Array> actual = ReferenceExecutor.evaluate(simplified, inputs);
        assertThat(actual.get(0).toDoubles()).containsExactly(expected.get(0).toDoubles(), within(0.0));
        assertThat(actual.get(1).toDoubles()).containsExactly(expected.get(1).toDoubles(), within(0.0));
        assertThat(actual.get(2).toDoubles()).containsExactly(expected.get(2).toDoubles(), within(1e-12));
    }

    @Test
    void whatDiffersWithinAPlaneStaysInFrontOfTheMaximum() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3, 8, 8);
        Tensor row = Tensor.input("row", DType.FLOAT64, 8);
        for (Tensor written : List.of(x.plus(row), x.plus(x), x.times(-1.5))) {
            Tensor pooled = Simplifier.simplify(List.of(Windows.maxPool(written, Window2D.of(2))))
                    .get(0);
            assertThat(images(pooled).op()).isNotInstanceOf(Binary.class);
        }
    }

    /** What was written is there to be walked: no factor of one, sum with zero, transpose or order of pooling is lost. */
    @Test
    void expressionsAreWhatWasWritten() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3, 8, 8);
        assertThat(x.plus(0).op()).isEqualTo(Binary.ADD);
        assertThat(x.times(1).op()).isEqualTo(Binary.MULTIPLY);
        assertThat(x.times(-1).op()).isEqualTo(Binary.MULTIPLY);
        assertThat(x.negate().negate()).isNotSameAs(x);
        assertThat(x.reshape(6, 64).reshape(3, 128).operand(0).op()).isInstanceOf(Reshape.class);
        assertThat(images(Windows.maxPool(x.relu(), WINDOW))
                        .operand(0)
                        .operand(0)
                        .op())
                .isEqualTo(Binary.MAXIMUM);

        List<Tensor> simplified = Simplifier.simplify(List.of(
                x.plus(0).times(1).negate().times(-1).dividedBy(1).minus(0),
                x.reshape(6, 64).reshape(3, 128).reshape(x.shape())));
        assertThat(simplified).containsExactly(x, x);
    }
}
