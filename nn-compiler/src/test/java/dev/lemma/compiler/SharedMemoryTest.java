package dev.lemma.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Executions that live in the caller's arrays. */
@Tag("executor")
class SharedMemoryTest {

    private final Tensor x = Tensor.input("x", DType.FLOAT32, 3);
    private final Tensor s = Tensor.input("s", DType.FLOAT32, 3);
    private final Routine adding = new Routine(List.of(x), List.of(s.sum()), List.of(s), List.of(s.plus(x)));
    private final Routine doubling = new Routine(List.of(), List.of(), List.of(s), List.of(s.times(2)));

    private static Array floats(float... numbers) {
        return Array.of(Shape.of(numbers.length), numbers);
    }

    static Stream<Executor> executors() {
        return Stream.of(new FusedExecutor(1), new ReferenceExecutor());
    }

    @ParameterizedTest
    @MethodSource("executors")
    void readAndWriteWhatTheCallerSees(Executor executor) {
        Array input = floats(1, 2, 3);
        Array state = floats(10, 20, 30);
        Execution add = executor.open(adding, Map.of(x, input, s, state));
        Execution twice = executor.open(doubling, Map.of(s, state));
        add.run();
        assertThat(state).isEqualTo(floats(11, 22, 33));
        assertThat(add.item(0)).isEqualTo(60);
        twice.run();
        assertThat(state).isEqualTo(floats(22, 44, 66));
        ((float[]) input.storage())[0] = 100;
        add.run();
        assertThat(add.read(0)).isEqualTo(floats(122, 46, 69)).isEqualTo(state);
        twice.load(0, floats(1, 1, 1));
        add.run();
        assertThat(state).isEqualTo(floats(101, 3, 4));
    }

    @ParameterizedTest
    @MethodSource("executors")
    void refuseMemoryThatDoesNotFit(Executor executor) {
        assertThatThrownBy(() -> executor.open(adding, Map.of(s, floats(1, 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("\"s\"");
        assertThatThrownBy(() -> executor.open(adding, Map.of(s, Array.vector(1, 2, 3))))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> executor.open(doubling, Map.of(x, floats(1, 2, 3))))
                .hasMessageContaining("neither an input nor a state");
    }
}
