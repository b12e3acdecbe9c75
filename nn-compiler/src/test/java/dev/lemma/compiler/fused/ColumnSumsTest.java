package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums over axes in the middle, as of gradients of biases of many networks. */
class ColumnSumsTest {

    private static double[] value(Executor executor, Tensor x, Tensor y, Array at) {
        Execution execution = executor.open(new Routine(List.of(x), List.of(y), List.of(), List.of()));
        execution.put(0, at);
        execution.run();
        return execution.get(0).toDoubles();
    }

    @ParameterizedTest
    @CsvSource({
        "3x5x8, 1",
        "3x5x7, 1",
        "4x2x1x33x17, 2 3",
        "4x2x1x33x17, 1 3",
        "2x3x4x9, 0 2",
        "2x3x4x9, 2",
        "1x70x20, 1",
        "5x1100x9, 1",
        "2x3x0x9, 2",
        "3x1x64, 1"
    })
    void areThoseOfTheDefinition(String extents, String axes) {
        int[] shape =
                Arrays.stream(extents.split("x")).mapToInt(Integer::parseInt).toArray();
        List<Integer> summed =
                Arrays.stream(axes.split(" ")).map(Integer::valueOf).toList();
        double[] numbers = new double[Shape.of(shape).size()];
        Randomness.normal(Key.of(3), 0, numbers, 0, numbers.length);
        Array at = Array.of(Shape.of(shape), numbers);
        for (DType type : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor x = Tensor.input("x", type, shape);
            Tensor y = Tensor.apply(new Sum(summed), x);
            Array own = at.as(type);
            double[] expected = value(new ReferenceExecutor(), x, y, own);
            double tolerance = type == DType.FLOAT64 ? 1e-12 : 1e-4;
            assertThat(value(new FusedExecutor(1), x, y, own)).containsExactly(expected, within(tolerance));
            assertThat(value(new FusedExecutor(2), x, y.times(2).tanh(), own))
                    .containsExactly(
                            value(new ReferenceExecutor(), x, y.times(2).tanh(), own), within(tolerance));
        }
    }
}
