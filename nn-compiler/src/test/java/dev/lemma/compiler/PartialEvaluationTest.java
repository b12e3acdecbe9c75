package dev.lemma.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartialEvaluationTest {

    private static final DType TYPE = DType.FLOAT64;

    private static Array normal(int seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(shape, numbers);
    }

    @Test
    void hessianVectorProductsAreThoseOfTheWholeExpression() {
        Tensor w = Tensor.input("w", TYPE, 5, 3);
        Tensor x = Tensor.input("x", TYPE, 7, 5);
        Tensor v = Tensor.input("v", TYPE, 5, 3);
        Tensor risk = x.matmul(w).tanh().logSumExp(1).square().mean();
        Tensor product = Derivatives.hessianVector(risk, w, v);
        Map<Tensor, Array> fixed = Map.of(w, normal(1, 5, 3), x, normal(2, 7, 5));
        for (Executor executor : List.of(new FusedExecutor(1), new ReferenceExecutor())) {
            Execution whole = executor.open(Routine.of(List.of(w, x, v), List.of(product)));
            Execution partial = PartialEvaluation.open(executor, List.of(v), List.of(product), fixed);
            for (int run = 0; run < 3; run++) {
                Array direction = normal(10 + run, 5, 3);
                double[] expected = whole.run(List.of(fixed.get(w), fixed.get(x), direction))
                        .get(0)
                        .toDoubles();
                assertThat(partial.run(List.of(direction)).get(0).toDoubles()).containsExactly(expected, within(1e-13));
            }
        }
    }

    /** No non-linear function and one product fewer is left. */
    @Test
    void whatIsFixedIsNotComputedAgain() {
        Tensor a = Tensor.input("a", TYPE, 4, 4);
        Tensor v = Tensor.input("v", TYPE, 4);
        Tensor y = a.matmul(a).tanh().transpose().matmul(v.expand(1)).plus(a.sum());
        Execution partial =
                PartialEvaluation.open(new ReferenceExecutor(), List.of(v), List.of(y), Map.of(a, normal(1, 4, 4)));
        List<String> left = Graph.order(partial.routine().outputs()).stream()
                .map(node -> node.op().name())
                .toList();
        assertThat(left)
                .doesNotContain("tanh", "sum")
                .filteredOn("matmul"::equals)
                .hasSize(1);
    }

    @Test
    void outputsThatDependOnNothingElseAndInputsThatAreNotUsed() {
        Tensor a = Tensor.input("a", TYPE, 3);
        Tensor v = Tensor.input("v", TYPE, 3);
        Tensor one = Tensor.full(TYPE, Shape.of(3), 1);
        Execution partial = PartialEvaluation.open(
                new FusedExecutor(1), List.of(v), List.of(a.exp(), a, one, v), Map.of(a, Array.vector(0, 1, 2)));
        List<Array> got = partial.run(List.of(Array.vector(7, 8, 9)));
        assertThat(got.get(0).toDoubles()).containsExactly(new double[] {1, Math.E, Math.exp(2)}, within(1e-14));
        assertThat(got.get(1).toDoubles()).containsExactly(0, 1, 2);
        assertThat(got.get(2).toDoubles()).containsExactly(1, 1, 1);
        assertThat(got.get(3).toDoubles()).containsExactly(7, 8, 9);
    }

    @Test
    void refusesAnInputThatIsFixedAndALeafThatIsNeither() {
        Tensor a = Tensor.input("a", TYPE, 3);
        Tensor v = Tensor.input("v", TYPE, 3);
        FusedExecutor executor = new FusedExecutor(1);
        assertThatThrownBy(() ->
                        PartialEvaluation.open(executor, List.of(a), List.of(a), Map.of(a, Array.vector(1, 2, 3))))
                .hasMessageContaining("\"a\" is an input and fixed");
        assertThatThrownBy(() -> PartialEvaluation.open(executor, List.of(v), List.of(a.times(v)), Map.of()))
                .hasMessageContaining("\"a\"");
    }
}
