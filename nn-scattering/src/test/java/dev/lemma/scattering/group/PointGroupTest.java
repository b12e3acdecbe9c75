package dev.lemma.scattering.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.group.PointGroup;
import dev.lemma.api.tensor.Array;
import dev.lemma.testkit.PointGroupContract;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PointGroupTest {

    @Nested
    class P4 implements PointGroupContract {
        @Override
        public PointGroup subject() {
            return PointGroup.P4;
        }
    }

    @Nested
    class P4M implements PointGroupContract {
        @Override
        public PointGroup subject() {
            return PointGroup.P4M;
        }
    }

    /** Reflections in the diagonal. */
    @Nested
    class Own implements PointGroupContract {
        @Override
        public PointGroup subject() {
            return PointGroup.generated("cm", List.of(List.of(0, 1, 1, 0)));
        }
    }

    @Test
    void areTheStoredOnes() {
        Golden golden = Golden.read("group/planar");
        for (PointGroup group : List.of(PointGroup.P4, PointGroup.P4M)) {
            Array table = golden.get(group.name() + ".multiplication");
            Array inverse = golden.get(group.name() + ".inverse");
            Array moved = golden.get(group.name() + ".moved_image");
            int n = group.order();
            for (int g = 0; g < n; g++) {
                assertThat((int) inverse.get(g)).isEqualTo(group.group().inverse(g));
                for (int h = 0; h < n; h++) {
                    assertThat((int) table.get(g * n + h))
                            .isEqualTo(group.group().multiply(g, h));
                }
                int[] places = group.moved(g, 3, 3);
                for (int p = 0; p < 9; p++) {
                    assertThat((int) moved.get(9 * g + p)).isEqualTo(4 * (places[p] / 3) + places[p] % 3);
                }
            }
        }
    }

    @Test
    void whatIsNoGroupIsRefused() {
        assertThatThrownBy(() -> new PointGroup("half", List.of(List.of(1, 0, 0, 1), List.of(0, -1, 1, 0))))
                .hasMessageContaining("is none of them");
        assertThatThrownBy(() -> new PointGroup("shear", List.of(List.of(1, 0, 0, 1), List.of(1, 1, 0, 1))))
                .hasMessageContaining("square lattice");
        assertThatThrownBy(() -> PointGroup.P4.moved(1, 3, 4))
                .hasMessageContaining("3 × 4")
                .hasMessageContaining("square");
        assertThat(PointGroup.PM.moved(1, 1, 3)).containsExactly(2, 1, 0);
        assertThat(PointGroup.P1.order()).isEqualTo(1);
        assertThat(PointGroup.P2.exchangesAxes()).isFalse();
    }
}
