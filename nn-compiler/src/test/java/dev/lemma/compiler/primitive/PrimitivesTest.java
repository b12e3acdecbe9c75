package dev.lemma.compiler.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Linear;
import dev.lemma.api.tensor.Packing;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.concurrent.Desks;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A primitive from outside: its rules in one record, its values and its kernel beside each other. */
@Tag("executor")
class PrimitivesTest {

    /** {@code yₖ = Σⱼ xⱼ (cos 2πjk/n + sin 2πjk/n)} along the last axis: its own adjoint. */
    private record Hartley() implements Linear {

        @Override
        public String name() {
            return "hartley";
        }

        @Override
        public TensorType infer(List<Tensor> operands) {
            return operands.get(0).tensorType();
        }

        @Override
        public List<Tensor> vjp(Tensor y, Tensor cotangent) {
            return List.of(Tensor.apply(this, cotangent));
        }
    }

    private static double cas(int j, int k, int n) {
        double angle = 2 * Math.PI * j * k / n;
        return Math.cos(angle) + Math.sin(angle);
    }

    private record HartleyDefinition(Hartley op, Tensor node) implements Definition {

        @Override
        public void evaluate(List<double[]> operands, double[] result) {
            int n = node.shape().extent(-1);
            for (int i = 0; i < result.length; i++) {
                for (int j = 0; j < n; j++) {
                    result[i] += operands.get(0)[i / n * n + j] * cas(j, i % n, n);
                }
            }
        }
    }

    /** Rows that the team shares; a table that is kept; operands as they lie. */
    private record HartleyKernel(Hartley op, Tensor node) implements Kernel {

        @Override
        public boolean accepts(int operand, Layout layout) {
            return true;
        }

        @Override
        public Runnable bind(Workplace at) {
            int n = node.shape().extent(-1);
            double[] table = (double[]) at.memory(DType.FLOAT64, n * n);
            for (int i = 0; i < table.length; i++) {
                table[i] = cas(i / n, i % n, n);
            }
            Place x = at.operand(0);
            Place y = at.result();
            int[] rows = x.layout().starts(1);
            int step = x.layout().stride(-1);
            Desks<double[]> desks = new Desks<>(at.team(), rows.length, () -> (double[]) at.scratch(DType.FLOAT64, n));
            return () -> at.team().run(rows.length, row -> {
                double[] sums = desks.take();
                try {
                    for (int k = 0; k < n; k++) {
                        sums[k] = 0;
                        for (int j = 0; j < n; j++) {
                            int from = x.start() + rows[row] + j * step;
                            sums[k] += (x.isFloat() ? x.floats()[from] : x.doubles()[from]) * table[j * n + k];
                        }
                        y.set(row * n + k, sums[k]);
                    }
                } finally {
                    desks.give(sums);
                }
            });
        }
    }

    private static final PrimitiveLibrary LIBRARY =
            registry -> registry.add(Hartley.class, HartleyDefinition::new, HartleyKernel::new);

    private static List<Executor> executors() {
        Primitives primitives = Primitives.loaded().with(LIBRARY);
        Primitives definitions =
                Primitives.loaded().with(registry -> registry.add(Hartley.class, HartleyDefinition::new));
        return List.of(
                new ReferenceExecutor(primitives),
                new FusedExecutor(1, primitives),
                new FusedExecutor(2, primitives),
                new FusedExecutor(1, definitions));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void isComputedByItsKernelOrElseByItsDefinition(DType type) {
        Tensor x = Tensor.input("x", type, 5, 6);
        Tensor twice = Tensor.apply(
                new Hartley(), Tensor.apply(new Hartley(), x.plus(1).transpose()));
        Array numbers = Array.of(
                        Shape.of(5, 6),
                        IntStream.range(0, 30).mapToDouble(i -> i % 7).toArray())
                .as(type);
        List<Array> results = new ArrayList<>();
        for (Executor executor : executors()) {
            Execution execution = executor.open(Routine.of(List.of(x), List.of(twice)));
            for (int run = 0; run < 3; run++) {
                results.add(execution.run(List.of(numbers)).get(0));
            }
        }
        for (Array result : results) {
            for (int i = 0; i < 30; i++) {
                double original = numbers.get(i % 5 * 6 + i / 5) + 1;
                assertThat(result.get(i)).isCloseTo(5 * original, offset(1e-4));
            }
            assertThat(result).isEqualTo(results.get(0));
        }
    }

    @Test
    void memoryOfKernelsCountsInTheBytesOfAnExecutionAndScratchOnce() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 1, 100);
        Tensor once = Tensor.apply(new Hartley(), x);
        Tensor twice = Tensor.apply(new Hartley(), once);
        Executor executor = new FusedExecutor(1, Primitives.loaded().with(LIBRARY));
        long bytesOfOne = executor.open(Routine.of(List.of(x), List.of(once))).bytes();
        long bytesOfTwo =
                executor.open(Routine.of(List.of(x), List.of(once, twice))).bytes();
        assertThat(bytesOfOne).isBetween(8L * 10_300, 8L * 10_400);
        assertThat(bytesOfTwo - bytesOfOne).isBetween(8L * 10_100, 8L * 10_199);
    }

    @Test
    void whatNoLibraryHasIsRefusedWithTheWayOut() {
        Tensor y = Tensor.apply(new Hartley(), Tensor.input("x", DType.FLOAT64, 3));
        assertThatThrownBy(() -> Primitives.loaded().definition(y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"hartley\"")
                .hasMessageContaining("META-INF/services/dev.lemma.compiler.primitive.PrimitiveLibrary");
    }

    @Test
    void twoLibrariesWithOnePrimitiveAreNamed() {
        assertThatThrownBy(() -> Primitives.of(List.of(LIBRARY, LIBRARY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Hartley")
                .hasMessageContaining(LIBRARY.getClass().getName());
    }

    @Test
    void partsOfAPackedResultAreViewsAndUnusedOnesHaveNoCotangent() {
        Packing packing = Packing.of(Shape.of(2), Shape.of(2, 2));
        Tensor x = Tensor.input("x", DType.FLOAT64, 3, 6);
        List<Tensor> parts = packing.parts(x);
        assertThat(parts.get(0).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(parts.get(1).shape()).isEqualTo(Shape.of(3, 2, 2));
        Tensor second = Derivatives.gradient(parts.get(1).square().sum(), x);
        assertThat(packing.cotangents(second).get(0)).isNull();
        assertThat(packing.cotangents(second).get(1).shape()).isEqualTo(Shape.of(3, 2, 2));
        Tensor both = Derivatives.gradient(
                parts.get(1).square().sum().plus(parts.get(0).exp().sum()), x);
        Tensor again = packing.pack(x.tensorType(), packing.cotangents(both).toArray(new Tensor[0]));
        Array numbers = Array.of(
                Shape.of(3, 6), IntStream.range(0, 18).mapToDouble(i -> i / 9.0).toArray());
        List<Array> values = new FusedExecutor(1)
                .open(Routine.of(List.of(x), List.of(both, again)))
                .run(List.of(numbers));
        assertThat(values.get(1)).isEqualTo(values.get(0));
        assertThat(values.get(0).get(1)).isCloseTo(Math.exp(1 / 9.0), offset(1e-15));
        assertThat(values.get(0).get(2)).isEqualTo(4 / 9.0);
    }
}
