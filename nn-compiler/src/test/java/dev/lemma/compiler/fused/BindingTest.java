package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the numbers of a program lie. */
class BindingTest {

    private static Binding bind(List<Tensor> leaves, Map<Tensor, Array> given) {
        List<Tensor> outputs = leaves.stream().map(Tensor::exp).toList();
        Plan plan = Planner.plan(outputs, List.of(), leaves, Set.of(), true, node -> at -> () -> {});
        return new Binding(plan, new Memory(plan, Set.copyOf(leaves), Map.of()), given);
    }

    private static int length(Object array) {
        return array instanceof float[] f ? f.length : ((double[]) array).length;
    }

    @Test
    void leavesOfAProgramAreDisjointPiecesOfOneLargeArrayAndBeginOnLines() {
        for (DType type : DType.values()) {
            List<Tensor> leaves = new ArrayList<>();
            for (int size : new int[] {1, 7, 40_000, 64, 3, 17, 5000}) {
                leaves.add(Tensor.input("x" + size, type, size));
            }
            Binding binding = bind(leaves, Map.of());
            Object array = binding.array(leaves.get(0));
            boolean[] taken = new boolean[length(array)];
            for (Tensor leaf : leaves) {
                assertThat(binding.array(leaf)).isSameAs(array);
                int start = binding.offset(leaf);
                assertThat((16 + start * type.bytes()) % 64).isZero();
                for (int i = start; i < start + leaf.shape().size(); i++) {
                    assertThat(taken[i]).isFalse();
                    taken[i] = true;
                }
            }
            // with its header more than half of a region of 4 MB, which is what makes an array large for G1
            assertThat(length(array) * (long) type.bytes()).isEqualTo(1 << 21);
            assertThat(binding.bytes()).isEqualTo(1 << 21);
        }
    }

    @Test
    void aSmallProgramTakesNoMoreThanItNeeds() {
        Tensor x = Tensor.input("x", DType.FLOAT32, 100);
        Binding binding = bind(List.of(x), Map.of());
        assertThat(binding.bytes()).isLessThan(2000);
        assertThat(binding.offset(x) + 100).isLessThanOrEqualTo(length(binding.array(x)));
    }

    @Test
    void veryLongLeavesHaveArraysOfTheirOwn() {
        Tensor x = Tensor.input("x", DType.FLOAT32, 5_000_000);
        Tensor y = Tensor.input("y", DType.FLOAT32, 4_500_000);
        Tensor z = Tensor.input("z", DType.FLOAT64, 10);
        Binding binding = bind(List.of(x, y, z), Map.of());
        assertThat(binding.array(x)).isNotSameAs(binding.array(y));
        assertThat(binding.array(z)).isInstanceOf(double[].class);
        assertThat(binding.offset(x) + 5_000_000).isLessThanOrEqualTo(length(binding.array(x)));
        assertThat(binding.offset(y) + 4_500_000).isLessThanOrEqualTo(length(binding.array(y)));
    }

    @Test
    void givenArraysAreUsedWhereTheyAre() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 3);
        Tensor y = Tensor.input("y", DType.FLOAT64, 5);
        Array given = Array.zeros(DType.FLOAT64, Shape.of(3));
        Binding binding = bind(List.of(x, y), Map.of(x, given));
        assertThat(binding.array(x)).isSameAs(given.storage());
        assertThat(binding.offset(x)).isZero();
        assertThat(binding.array(y)).isNotSameAs(given.storage());
    }
}
