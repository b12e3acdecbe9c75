package dev.lemma.testkit;

import dev.lemma.api.group.FiniteGroup;
import dev.lemma.api.group.PointGroup;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every point group is: closed, with an identity, and acting on images and fields so that first h and then g is g h. */
public interface PointGroupContract {

    /** What is tested. */
    PointGroup subject();

    @Test
    default void isAGroup() {
        FiniteGroup group = subject().group();
        Assertions.assertThat(group.order()).isEqualTo(subject().order()).isBetween(1, 8);
        Assertions.assertThat(subject().matrices()).doesNotHaveDuplicates();
        for (int g = 0; g < group.order(); g++) {
            Assertions.assertThat(group.multiply(g, group.inverse(g))).isEqualTo(group.identity());
            Assertions.assertThat(group.multiply(group.identity(), g)).isEqualTo(g);
        }
    }

    @Test
    default void movesEveryPlaceOnce() {
        for (int n = 1; n < 6; n++) {
            for (int g = 0; g < subject().order(); g++) {
                int[] places = subject().moved(g, n, n);
                Assertions.assertThat(Arrays.stream(places).sorted().toArray())
                        .as("element %s on %s × %s places", g, n, n)
                        .isEqualTo(IntStream.range(0, n * n).toArray());
            }
            Assertions.assertThat(subject().moved(subject().group().identity(), n, n))
                    .isSorted();
        }
    }

    @Test
    default void actsOnImagesAndFields() {
        FiniteGroup group = subject().group();
        for (int n = 2; n < 5; n++) {
            for (int g = 0; g < group.order(); g++) {
                for (int h = 0; h < group.order(); h++) {
                    int product = group.multiply(g, h);
                    Assertions.assertThat(
                                    composed(subject().moved(g, n, n), subject().moved(h, n, n)))
                            .as("%s after %s", g, h)
                            .isEqualTo(subject().moved(product, n, n));
                    Assertions.assertThat(composed(
                                    subject().movedField(g, n, n), subject().movedField(h, n, n)))
                            .as("%s after %s on fields", g, h)
                            .isEqualTo(subject().movedField(product, n, n));
                }
            }
        }
    }

    /** Where the numbers of g (h x) come from: place p of it is place {@code g[p]} of h x, which is place {@code h[g[p]]} of x. */
    private static int[] composed(int[] g, int[] h) {
        return Arrays.stream(g).map(place -> h[place]).toArray();
    }
}
