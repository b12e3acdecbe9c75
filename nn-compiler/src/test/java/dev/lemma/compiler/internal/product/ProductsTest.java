package dev.lemma.compiler.internal.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("executor")
class ProductsTest {
    private static final List<int[]> SHAPES = List.of(
            new int[] {0, 3, 4},
            new int[] {3, 0, 4},
            new int[] {3, 4, 0},
            new int[] {0, 0, 0},
            new int[] {1, 1, 1},
            new int[] {1, 1, 77},
            new int[] {1, 70, 33},
            new int[] {70, 1, 33},
            new int[] {33, 70, 1},
            new int[] {2, 64, 32},
            new int[] {32, 64, 2},
            new int[] {5, 17, 19},
            new int[] {13, 15, 7},
            new int[] {7, 33, 300},
            new int[] {32, 64, 64},
            new int[] {31, 65, 63},
            new int[] {128, 10, 65},
            new int[] {24, 80, 600},
            new int[] {100, 96, 130},
            new int[] {130, 100, 110},
            new int[] {500, 40, 70},
            new int[] {3, 200, 900});

    static Stream<Case> cases() {
        return SHAPES.stream().flatMap(s -> Stream.of(0, 1, 2, 3)
                .flatMap(t -> Stream.of(
                        new Case(t > 1, t % 2 == 1, s[0], s[1], s[2], 0, 0, false),
                        new Case(t > 1, t % 2 == 1, s[0], s[1], s[2], 5, 3, true))));
    }

    static Stream<Case> randomCases() {
        Random random = new Random(20);
        return Stream.generate(() -> new Case(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(70),
                        random.nextInt(90),
                        random.nextInt(70),
                        random.nextInt(4),
                        random.nextInt(4),
                        random.nextBoolean()))
                .limit(60);
    }

    @ParameterizedTest
    @MethodSource({"cases", "randomCases"})
    void agreesWithNaiveLoops(Case c) {
        Products products = Products.of(Team.of(1));
        c.check((Case.FloatProduct) products::multiply);
        c.check((Case.DoubleProduct) products::multiply);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithNaiveLoopsWithoutVectors(Case c) {
        Products products = Products.withoutVectors(Team.of(1));
        c.check((Case.FloatProduct) products::multiply);
        c.check((Case.DoubleProduct) products::multiply);
    }

    static Stream<Case> sharedCases() {
        return Stream.of(
                        new int[] {128, 128, 128},
                        new int[] {64, 300, 200},
                        new int[] {500, 33, 130},
                        new int[] {300, 257, 260},
                        new int[] {260, 520, 256})
                .flatMap(s ->
                        Stream.of(0, 1, 2, 3).map(t -> new Case(t > 1, t % 2 == 1, s[0], s[1], s[2], 3, 2, t == 2)));
    }

    @ParameterizedTest
    @MethodSource("sharedCases")
    void numberOfThreadsDoesNotChangeABit(Case c) {
        for (boolean vectors : new boolean[] {true, false}) {
            try (Team one = Team.of(1);
                    Team two = Team.of(2);
                    Team five = Team.of(5)) {
                Products alone = products(one, vectors);
                float[] narrow = c.run((Case.FloatProduct) alone::multiply);
                double[] wide = c.run((Case.DoubleProduct) alone::multiply);
                for (Team team : List.of(two, five)) {
                    Products shared = products(team, vectors);
                    assertThat(c.run((Case.FloatProduct) shared::multiply)).isEqualTo(narrow);
                    assertThat(c.run((Case.DoubleProduct) shared::multiply)).isEqualTo(wide);
                }
                c.check((Case.FloatProduct) alone::multiply);
                c.check((Case.DoubleProduct) alone::multiply);
            }
        }
    }

    /** Beyond what every team cuts in two. */
    @Test
    void oneThreadAndTwoGiveTheSameBitsOfALargeProduct() {
        for (boolean vectors : new boolean[] {true, false}) {
            try (Team one = Team.of(1);
                    Team two = Team.of(2)) {
                for (boolean transposed : new boolean[] {false, true}) {
                    Case large = new Case(transposed, !transposed, 300, 530, 600, 3, 2, false);
                    assertThat(large.run((Case.FloatProduct) products(two, vectors)::multiply))
                            .isEqualTo(large.run((Case.FloatProduct) products(one, vectors)::multiply));
                    assertThat(large.run((Case.DoubleProduct) products(two, vectors)::multiply))
                            .isEqualTo(large.run((Case.DoubleProduct) products(one, vectors)::multiply));
                }
            }
        }
    }

    private static Products products(Team team, boolean vectors) {
        return vectors ? Products.of(team) : Products.withoutVectors(team);
    }

    @Test
    void contiguousFormTakesTheColumnsForLeadingDimensions() {
        Products products = Products.of(Team.of(1));
        double[] a = {1, 2, 3, 4, 5, 6};
        double[] b = {1, 0, 2, 1, 0, 3};
        double[] c = new double[5];
        products.multiply(false, false, 2, 2, 3, a, 0, b, 0, false, c, 1);
        assertThat(c).containsExactly(0, 5, 11, 14, 23);
        products.multiply(true, true, 2, 2, 3, a, 0, b, 0, true, c, 1);
        // A = [1 3 5; 2 4 6] and B = [1 1; 0 0; 2 3] now.
        assertThat(c).containsExactly(0, 5 + 11, 11 + 16, 14 + 14, 23 + 20);
    }

    @Test
    void nanAndInfinityPassThrough() {
        Products products = Products.of(Team.of(1));
        int n = 40;
        float[] a = new float[n * n];
        float[] b = new float[n * n];
        Arrays.fill(a, 1);
        Arrays.fill(b, 1);
        a[3 * n + 7] = Float.NaN;
        b[5 * n + 39] = Float.POSITIVE_INFINITY;
        float[] c = new float[n * n];
        products.multiply(false, false, n, n, n, a, 0, b, 0, false, c, 0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                Float expected = i == 3 ? Float.NaN : j == 39 ? Float.POSITIVE_INFINITY : n;
                assertThat(c[i * n + j]).isEqualTo(expected);
            }
        }
    }

    @Test
    void operandsOutsideTheirArraysAreRefused() {
        Products products = Products.of(Team.of(1));
        float[] six = new float[6];
        float[] c = {7, 7, 7, 7};
        assertThatThrownBy(() -> products.multiply(false, false, 2, 2, 3, six, 1, six, 0, false, c, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operand A")
                .hasMessageContaining("7 elements, got 6");
        assertThatThrownBy(() -> products.multiply(false, false, 2, 2, 3, six, 0, 3, six, 0, 1, false, c, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operand B")
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> products.multiply(false, false, 2, 2, 3, six, 0, six, 0, false, c, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operand C");
        assertThat(c).containsOnly(7);
    }
}
