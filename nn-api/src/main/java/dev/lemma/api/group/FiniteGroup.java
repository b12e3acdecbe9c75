package dev.lemma.api.group;

import dev.lemma.api.check.Check;
import java.util.Arrays;

/**
 * A finite group: its multiplication table, which has been checked against the axioms. Elements are 0, 1, …, order − 1.
 *
 * <pre>{@code
 * (g h) k = g (h k)      e g = g e = g      g g⁻¹ = e
 * }</pre>
 *
 * <p>Checking takes {@code order³} steps. Immutable.
 */
public final class FiniteGroup {

    private static final int LARGEST = 512;

    private final String name;
    private final int[][] table;
    private final int identity;
    private final int[] inverses;

    private FiniteGroup(String name, int[][] table) {
        Check.given("name", name);
        Check.given("table", table);
        this.name = name;
        this.table = Arrays.stream(table).map(int[]::clone).toArray(int[][]::new);
        requireTable();
        this.identity = findIdentity();
        this.inverses = findInverses();
        requireAssociative();
    }

    /**
     * The group of a table.
     *
     * @param table {@code table[g][h]} is the element g h
     * @throws IllegalArgumentException if one of the axioms does not hold, with the elements for which it does not
     */
    public static FiniteGroup of(String name, int[][] table) {
        return new FiniteGroup(name, table);
    }

    /** The cyclic group C_n, sums modulo n. */
    public static FiniteGroup cyclic(int n) {
        Check.atLeastOne("n", n);
        int[][] table = new int[n][n];
        for (int g = 0; g < n; g++) {
            for (int h = 0; h < n; h++) {
                table[g][h] = (g + h) % n;
            }
        }
        return new FiniteGroup("C" + n, table);
    }

    /** The dihedral group D_n of order 2n: element {@code m n + k} mirrors m times, then turns k times; {@code (k, m)(k′, m′) = (k + (−1)^m k′, m + m′)}. */
    public static FiniteGroup dihedral(int n) {
        Check.atLeastOne("n", n);
        int[][] table = new int[2 * n][2 * n];
        for (int g = 0; g < 2 * n; g++) {
            for (int h = 0; h < 2 * n; h++) {
                int m = g / n;
                int turns = Math.floorMod(g % n + (m == 0 ? 1 : -1) * (h % n), n);
                table[g][h] = (m + h / n) % 2 * n + turns;
            }
        }
        return new FiniteGroup("D" + n, table);
    }

    /** The product of two groups: element {@code g · other.order + h} is the pair (g, h). */
    public FiniteGroup times(FiniteGroup other) {
        Check.given("other", other);
        int n = other.order();
        if ((long) order() * n > LARGEST) {
            throw new IllegalArgumentException("group " + name + " × " + other.name + ": " + (long) order() * n
                    + " elements, expected at most " + LARGEST);
        }
        int[][] product = new int[order() * n][order() * n];
        for (int g = 0; g < product.length; g++) {
            for (int h = 0; h < product.length; h++) {
                product[g][h] = table[g / n][h / n] * n + other.table[g % n][h % n];
            }
        }
        return new FiniteGroup(name + " × " + other.name, product);
    }

    private void requireTable() {
        int n = table.length;
        if (n == 0 || n > LARGEST) {
            throw refused("it has " + n + " elements, expected 1 to " + LARGEST);
        }
        for (int g = 0; g < n; g++) {
            if (table[g].length != n) {
                throw refused("row " + g + " of its table has " + table[g].length + " entries, expected " + n);
            }
            for (int h = 0; h < n; h++) {
                if (table[g][h] < 0 || table[g][h] >= n) {
                    throw refused(g + " · " + h + " = " + table[g][h] + " is none of the elements 0 to " + (n - 1));
                }
            }
        }
    }

    private int findIdentity() {
        for (int e = 0; e < table.length; e++) {
            boolean neutral = true;
            for (int g = 0; g < table.length && neutral; g++) {
                neutral = table[e][g] == g && table[g][e] == g;
            }
            if (neutral) {
                return e;
            }
        }
        throw refused("no element is neutral");
    }

    private int[] findInverses() {
        int[] found = new int[table.length];
        for (int g = 0; g < table.length; g++) {
            int inverse = 0;
            while (inverse < table.length && (table[g][inverse] != identity || table[inverse][g] != identity)) {
                inverse++;
            }
            if (inverse == table.length) {
                throw refused("element " + g + " has no inverse");
            }
            found[g] = inverse;
        }
        return found;
    }

    private void requireAssociative() {
        for (int g = 0; g < table.length; g++) {
            for (int h = 0; h < table.length; h++) {
                for (int k = 0; k < table.length; k++) {
                    if (table[table[g][h]][k] != table[g][table[h][k]]) {
                        throw refused("(" + g + " · " + h + ") · " + k + " = " + table[table[g][h]][k] + ", but " + g
                                + " · (" + h + " · " + k + ") = " + table[g][table[h][k]]);
                    }
                }
            }
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("group " + name + ": " + why);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The number of elements. */
    public int order() {
        return table.length;
    }

    /** e. */
    public int identity() {
        return identity;
    }

    /** g h. */
    public int multiply(int g, int h) {
        return table[element(g)][element(h)];
    }

    /** g⁻¹. */
    public int inverse(int g) {
        return inverses[element(g)];
    }

    private int element(int g) {
        if (g < 0 || g >= table.length) {
            throw refused("got the element " + g + ", expected 0 to " + (table.length - 1));
        }
        return g;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FiniteGroup group && Arrays.deepEquals(table, group.table);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(table);
    }

    @Override
    public String toString() {
        return name + " of order " + order();
    }
}
