package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Transposes of products that nobody else reads are products in the other order. */
class TransposesTest {

    private final Tensor x = Tensor.input("x", DType.FLOAT64, 5, 3);
    private final Tensor w = Tensor.input("w", DType.FLOAT64, 4, 3);

    private static Array numbers(int seed, Tensor like) {
        double[] numbers = new double[like.shape().size()];
        Randomness.normal(Key.of(seed), 0, numbers, 0, numbers.length);
        return Array.of(like.shape(), numbers);
    }

    private static boolean has(Class<?> primitive, Tensor root) {
        return Graph.order(List.of(Simplifier.simplify(List.of(root)).get(0))).stream()
                .anyMatch(node -> primitive.isInstance(node.op()));
    }

    private void assertSame(Tensor root, List<Tensor> inputs) {
        Array[] at = new Array[inputs.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = numbers(i + 1, inputs.get(i));
        }
        double[] fused = value(new FusedExecutor(1), root, inputs, at);
        assertThat(fused).containsExactly(value(new ReferenceExecutor(), root, inputs, at), within(1e-13));
    }

    private static double[] value(Executor executor, Tensor root, List<Tensor> inputs, Array[] at) {
        Execution execution = executor.open(new Routine(inputs, List.of(root), List.of(), List.of()));
        for (int i = 0; i < at.length; i++) {
            execution.put(i, at[i]);
        }
        execution.run();
        return execution.get(0).toDoubles();
    }

    @Test
    void theGradientOfAWeightThatEntersTransposedHasTheWeightsOwnOrder() {
        Tensor loss = x.matmul(w.transpose()).tanh().square().sum();
        Tensor gradient = Derivatives.gradient(loss, w);
        assertThat(has(Permute.class, gradient)).isFalse();
        assertSame(gradient, List.of(x, w));
    }

    @Test
    void soDoesThatOfManyWeightsAtOnce() {
        Tensor loss = x.matmul(w.transpose()).tanh().square().sum();
        Tensor weights =
                Tensor.input("weights", new TensorType(DType.FLOAT64, w.shape().batch(6)));
        Tensor gradients = Batching.batch(List.of(Derivatives.gradient(loss, w)), Map.of(w, weights))
                .get(0);
        assertThat(gradients.shape()).isEqualTo(Shape.of(6, 4, 3));
        assertThat(has(Permute.class, gradients)).isFalse();
        assertSame(gradients, List.of(x, weights));
    }

    @Test
    void transposesMoveThroughWhatIsElementwise() {
        Tensor both = x.matmul(w.transpose())
                .times(3)
                .plus(x.square().matmul(w.transpose()))
                .transpose();
        assertThat(has(Permute.class, both)).isFalse();
        assertSame(both, List.of(x, w));
    }

    @Test
    void aProductThatOthersReadIsNotComputedTwice() {
        Tensor product = x.matmul(w.transpose());
        List<Tensor> roots =
                Simplifier.simplify(List.of(product.tanh(), product.transpose().tanh()));
        long products = Graph.order(roots).stream()
                .filter(node -> node.op() instanceof MatMul)
                .count();
        assertThat(products).isEqualTo(1);
    }
}
