package dev.lemma.api.group;

import dev.lemma.api.check.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A group of rotations and reflections that map the square lattice onto itself: whole-number matrices, which have been checked. Together with the translations it is a
 * plane group: {@link #P4} has the quarter turns, {@link #P4M} the reflections too.
 *
 * <pre>{@code
 * (g x)(p) = x(g⁻¹ p)        p = (row, column), from the centre of the image
 * }</pre>
 *
 * @param name what it is called
 * @param matrices by element, each {@code {a, b, c, d}} for the matrix [[a, b], [c, d]] acting on (row, column)
 * @see <a href="https://arxiv.org/abs/1602.07576">Cohen and Welling 2016, Group equivariant convolutional networks</a>
 */
public record PointGroup(String name, List<List<Integer>> matrices) {

    /** Translations alone: an ordinary convolution. */
    public static final PointGroup P1 = generated("p1", List.of());

    /** Half turns. */
    public static final PointGroup P2 = generated("p2", List.of(List.of(-1, 0, 0, -1)));

    /** Reflections of the columns. */
    public static final PointGroup PM = generated("pm", List.of(List.of(1, 0, 0, -1)));

    /** Quarter turns; element r is r of them, counter-clockwise. */
    public static final PointGroup P4 = new PointGroup("p4", turns());

    /** Quarter turns and reflections; element 4m + r mirrors the columns m times, then makes r quarter turns counter-clockwise. */
    public static final PointGroup P4M = new PointGroup("p4m", turnsAndMirrors());

    public PointGroup {
        Check.given("name", name);
        Check.given("matrices", matrices);
        matrices = matrices.stream().map(List::copyOf).toList();
        for (List<Integer> m : matrices) {
            if (m.size() != 4 || !isSignedPermutation(m)) {
                throw new IllegalArgumentException(
                        "point group " + name + ": " + m
                                + " does not map the square lattice onto itself without stretching it; expected one entry ±1 in each row and column");
            }
        }
        table(name, matrices);
    }

    /** The smallest group that holds these matrices. */
    public static PointGroup generated(String name, List<List<Integer>> generators) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of(1, 0, 0, 1)));
        for (int i = 0; i < all.size() && all.size() <= 8; i++) {
            for (List<Integer> g : generators) {
                List<Integer> product = product(g, all.get(i));
                if (!all.contains(product)) {
                    all.add(product);
                }
            }
        }
        return new PointGroup(name, all);
    }

    private static List<List<Integer>> turns() {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of(1, 0, 0, 1)));
        for (int r = 1; r < 4; r++) {
            all.add(product(List.of(0, -1, 1, 0), all.get(r - 1)));
        }
        return all;
    }

    private static List<List<Integer>> turnsAndMirrors() {
        List<List<Integer>> all = new ArrayList<>(turns());
        turns().forEach(turn -> all.add(product(turn, List.of(1, 0, 0, -1))));
        return all;
    }

    private static boolean isSignedPermutation(List<Integer> m) {
        boolean ones = m.stream().allMatch(a -> a >= -1 && a <= 1);
        return ones
                && Math.abs(m.get(0)) + Math.abs(m.get(1)) == 1
                && Math.abs(m.get(2)) + Math.abs(m.get(3)) == 1
                && Math.abs(m.get(0)) + Math.abs(m.get(2)) == 1;
    }

    private static List<Integer> product(List<Integer> g, List<Integer> h) {
        return List.of(
                g.get(0) * h.get(0) + g.get(1) * h.get(2),
                g.get(0) * h.get(1) + g.get(1) * h.get(3),
                g.get(2) * h.get(0) + g.get(3) * h.get(2),
                g.get(2) * h.get(1) + g.get(3) * h.get(3));
    }

    private static FiniteGroup table(String name, List<List<Integer>> matrices) {
        int n = matrices.size();
        int[][] table = new int[n][n];
        for (int g = 0; g < n; g++) {
            for (int h = 0; h < n; h++) {
                List<Integer> product = product(matrices.get(g), matrices.get(h));
                table[g][h] = matrices.indexOf(product);
                if (table[g][h] < 0) {
                    throw new IllegalArgumentException("point group " + name + ": the product of its matrices "
                            + matrices.get(g) + " and " + matrices.get(h) + " is " + product
                            + ", which is none of them: PointGroup.generated adds it");
                }
            }
        }
        return FiniteGroup.of(name, table);
    }

    /** Its multiplication. */
    public FiniteGroup group() {
        return table(name, matrices);
    }

    /** The number of elements. */
    public int order() {
        return matrices.size();
    }

    /** Whether some element exchanges rows and columns, so that images must be square. */
    public boolean exchangesAxes() {
        return matrices.stream().anyMatch(m -> m.get(0) == 0);
    }

    /**
     * Where the numbers of g x come from: place {@code i·columns + j} of it is place {@code moved[i·columns + j]} of x.
     *
     * @throws IllegalArgumentException for an image that is not square if the group {@linkplain #exchangesAxes exchanges axes}
     */
    public int[] moved(int g, int rows, int columns) {
        if (exchangesAxes() && rows != columns) {
            throw new IllegalArgumentException("point group " + name + ": images of " + rows + " × " + columns
                    + ", expected square ones, as it exchanges rows and columns: pad or crop them");
        }
        List<Integer> back = matrices.get(group().inverse(g));
        int[] places = new int[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                // doubled, so that the centre of an even image lies on the lattice
                int u = 2 * i - (rows - 1);
                int v = 2 * j - (columns - 1);
                int row = (back.get(0) * u + back.get(1) * v + rows - 1) / 2;
                int column = (back.get(2) * u + back.get(3) * v + columns - 1) / 2;
                places[i * columns + j] = row * columns + column;
            }
        }
        return places;
    }

    /** Where the numbers of a field come from when g acts: of [|G|, H, W], {@code (L_g f)[h] = g · f[g⁻¹h]}. */
    public int[] movedField(int g, int rows, int columns) {
        FiniteGroup group = group();
        int area = rows * columns;
        int[] image = moved(g, rows, columns);
        int[] places = new int[order() * area];
        for (int h = 0; h < order(); h++) {
            int from = group.multiply(group.inverse(g), h);
            for (int p = 0; p < area; p++) {
                places[h * area + p] = from * area + image[p];
            }
        }
        return places;
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(matrices.toArray());
    }
}
