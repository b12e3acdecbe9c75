package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's primitive whose rules follow from its partial derivatives is no link of a chain: its values are plain Java. */
@Tag("executor")
class CustomPrimitiveTest {

    private record Cube() implements CustomOp, Elementwise {

        @Override
        public String name() {
            return "cube";
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor partial(int i, Tensor y) {
            return y.operand(0).square().times(3);
        }

        @Override
        public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
            Arrays.setAll(result, i -> Math.pow(operands.get(0)[i], 3));
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void standsBetweenChains(DType type) {
        Array x = Array.vector(-1, 0, 0.5, 2, 3).as(type);
        for (Executor executor : List.of(new ReferenceExecutor(), Fused.executor())) {
            Program program = Program.of(executor, in -> {
                Tensor y = Tensor.apply(new Cube(), in.get(0).plus(1)).times(2);
                Tensor first = Derivatives.gradient(y.sum(), in.get(0));
                return List.of(y, first, Derivatives.gradient(first.sum(), in.get(0)));
            });
            List<Array> values = program.callAll(List.of(x));
            assertThat(values.get(0).toDoubles()).containsExactly(0, 2, 6.75, 54, 128);
            assertThat(values.get(1).toDoubles()).containsExactly(0, 6, 13.5, 54, 96);
            assertThat(values.get(2).toDoubles()).containsExactly(0, 12, 18, 36, 48);
        }
    }
}
