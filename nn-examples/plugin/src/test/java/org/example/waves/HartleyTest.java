package org.example.waves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.testkit.PrimitiveCase;
import dev.lemma.testkit.PrimitiveContract;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HartleyTest implements PrimitiveContract {

    @Override
    public List<PrimitiveCase> cases() {
        return List.of(
                PrimitiveCase.of("a vector", x -> Hartley.of(x.get(0)), normal(7)),
                PrimitiveCase.of("rows", x -> Hartley.of(x.get(0)), normal(3, 2, 8)),
                PrimitiveCase.of("squared", x -> Hartley.of(x.get(0)).square(), normal(4, 5)));
    }

    /** {@code H H = n I}. */
    @Test
    void isItsOwnInverseUpToN() {
        Array x = normal(5, 24);
        Array y = Program.of(Fused.executor(), in -> List.of(Hartley.of(Hartley.of(in.get(0))).times(1.0 / 24))).call(x);
        assertThat(y.toDoubles()).containsExactly(x.toDoubles(), Offset.offset(1e-13));
    }

    /** A batch of transforms is one transform of a batch, not a loop. */
    @Test
    void aBatchIsOneTransform() {
        Tensor x = Tensor.literal(Array.zeros(DType.FLOAT64, Shape.of(6, 8)));
        Tensor batched = Batching.of(Hartley::of).over(x);
        assertThat(batched.shape()).isEqualTo(Shape.of(6, 8));
        assertThat(Graph.order(List.of(batched))).noneMatch(node -> node.op() instanceof Scan);
    }

    private static Array normal(int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(extents.length), numbers);
        return Array.of(Shape.of(extents), numbers);
    }
}
