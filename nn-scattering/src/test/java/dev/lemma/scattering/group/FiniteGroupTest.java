package dev.lemma.scattering.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.group.FiniteGroup;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.testkit.golden.Golden;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiniteGroupTest {

    private static final Map<String, FiniteGroup> GROUPS = Map.of(
            "cyclic", FiniteGroup.cyclic(6),
            "dihedral", FiniteGroup.dihedral(5),
            "product", FiniteGroup.cyclic(2).times(FiniteGroup.cyclic(5)));

    @Test
    void tablesAndCorrelationsAreTheStoredOnes() {
        Golden golden = Golden.read("group/finite");
        GROUPS.forEach((name, group) -> {
            int n = group.order();
            for (int g = 0; g < n; g++) {
                assertThat(golden.get(name + ".inverse").get(g)).isEqualTo(group.inverse(g));
                for (int h = 0; h < n; h++) {
                    assertThat(golden.get(name + ".multiplication").get(g * n + h))
                            .isEqualTo(group.multiply(g, h));
                }
            }
            Network net = Network.of(Shape.of(2, n), new FiniteConvolution(group, 4).noBias())
                    .as(DType.FLOAT64);
            Array w = golden.get(name + ".w");
            Array out = net.values(w.reshape(w.shape().size()), golden.get(name + ".f"));
            assertThat(Golden.discrepancy(out, golden.get(name + ".out")))
                    .as(name)
                    .isLessThan(1e-12);
        });
    }

    /** Two layers and a tanh between them, every element: y(u·x) = u·y(x); the head does not change at all. */
    @Test
    void commutesWithEveryElement() {
        GROUPS.forEach((name, group) -> {
            int n = group.order();
            Network net = Network.of(
                            Shape.of(3, n),
                            Sequential.of(
                                    new FiniteConvolution(group, 4), Activations.TANH, new FiniteConvolution(group, 2)))
                    .as(DType.FLOAT64);
            Array theta = net.initialArray(Key.of(1));
            Array x = Fixtures.normal(2, 2, 3, n);
            Array y = net.values(theta, x);
            Network head = Network.of(Shape.of(2, n), new InvariantHead()).as(DType.FLOAT64);
            Array invariant = head.values(Array.zeros(DType.FLOAT64, Shape.of(0)), y);
            for (int u = 0; u < n; u++) {
                int element = u;
                int[] moved = new int[n];
                for (int g = 0; g < n; g++) {
                    moved[g] = group.multiply(group.inverse(element), g);
                }
                Array of = net.values(theta, Fixtures.chosen(x, moved));
                assertThat(Golden.discrepancy(of, Fixtures.chosen(y, moved)))
                        .as("%s, element %s", name, u)
                        .isLessThan(1e-12);
                assertThat(Golden.discrepancy(head.values(Array.zeros(DType.FLOAT64, Shape.of(0)), of), invariant))
                        .isLessThan(1e-12);
            }
        });
    }

    @Test
    void whatIsNoGroupIsRefused() {
        assertThatThrownBy(() -> FiniteGroup.of("none", new int[][] {{0, 1}, {1, 1}}))
                .hasMessageContaining("element 1 has no inverse");
        assertThatThrownBy(() -> FiniteGroup.of("none", new int[][] {{1, 1}, {1, 1}}))
                .hasMessageContaining("neutral");
        assertThatThrownBy(() -> FiniteGroup.of("none", new int[][] {{0, 2}, {1, 0}}))
                .hasMessageContaining("none of the elements");
        assertThatThrownBy(() -> FiniteGroup.of("none", new int[][] {{0}, {1}}))
                .hasMessageContaining("row 0 of its table has 1 entries");
        assertThatThrownBy(() -> FiniteGroup.of("none", new int[0][])).hasMessageContaining("0 elements");
        // a loop: identity and inverses, but not associative
        assertThatThrownBy(() -> FiniteGroup.of("loop", new int[][] {
                    {0, 1, 2, 3, 4}, {1, 0, 3, 4, 2}, {2, 4, 0, 1, 3}, {3, 2, 4, 0, 1}, {4, 3, 1, 2, 0}
                }))
                .hasMessageContaining("·");
        assertThatThrownBy(() -> FiniteGroup.cyclic(30).times(FiniteGroup.cyclic(30)))
                .hasMessageContaining("900 elements");
        assertThatThrownBy(() -> FiniteGroup.cyclic(4).multiply(0, 4)).hasMessageContaining("element 4");
        assertThatThrownBy(() -> Network.of(Shape.of(2, 5), new FiniteConvolution(FiniteGroup.cyclic(6), 1)))
                .hasMessageContaining("[N, C, 6]");
    }
}
