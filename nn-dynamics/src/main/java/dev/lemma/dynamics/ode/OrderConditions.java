package dev.lemma.dynamics.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The conditions under which a Runge-Kutta method has an order: one for each rooted tree τ of at most that many nodes.
 *
 * <pre>{@code
 * Σᵢ bᵢ Φᵢ(τ) = s^|τ| / γ(τ)        Φᵢ([τ₁, …, τₘ]) = Πₗ Σⱼ aᵢⱼΦⱼ(τₗ),  Φᵢ(•) = 1
 *                                   γ([τ₁, …, τₘ]) = |τ| Πₗ γ(τₗ),      γ(•) = 1
 * }</pre>
 *
 * <p>s = 1 for the step itself, s in (0, 1) for a dense output. There are 1, 1, 2, 4, 9, 20, 48, 115 trees of 1 to 8 nodes.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-78862-1">Hairer, Nørsett and Wanner 1993, theorem II.2.13 (Butcher)</a>
 */
public final class OrderConditions {

    /** The highest order that is checked. */
    public static final int HIGHEST = 8;

    private OrderConditions() {}

    /** A rooted tree, its branches in one order of many: trees that differ in that order only are made once. */
    private record Tree(List<Tree> branches, int nodes, double density) {

        static Tree of(List<Tree> branches) {
            int nodes = 1;
            double density = 1;
            for (Tree branch : branches) {
                nodes += branch.nodes;
                density *= branch.density;
            }
            return new Tree(branches, nodes, nodes * density);
        }
    }

    /** Number of rooted trees with so many nodes. */
    public static int trees(int nodes) {
        return trees().get(nodes - 1).size();
    }

    /** The trees of 1 to 8 nodes. */
    private static List<List<Tree>> trees() {
        List<List<Tree>> byNodes = new ArrayList<>();
        List<Tree> all = new ArrayList<>();
        for (int nodes = 1; nodes <= HIGHEST; nodes++) {
            List<Tree> found = new ArrayList<>();
            branches(all, 0, nodes - 1, new ArrayList<>(), found);
            byNodes.add(found);
            all.addAll(found);
        }
        return byNodes;
    }

    /** Multisets of trees, each chosen from place {@code from} on, with so many nodes together. */
    private static void branches(List<Tree> all, int from, int nodes, List<Tree> chosen, List<Tree> found) {
        if (nodes == 0) {
            found.add(Tree.of(List.copyOf(chosen)));
            return;
        }
        for (int i = from; i < all.size() && all.get(i).nodes <= nodes; i++) {
            chosen.add(all.get(i));
            branches(all, i, nodes - all.get(i).nodes, chosen, found);
            chosen.remove(chosen.size() - 1);
        }
    }

    /** {@code cᵢ = Σⱼ aᵢⱼ}. */
    static double node(double[][] rows, int i) {
        return Arrays.stream(rows[i]).sum();
    }

    /** The largest defect of the conditions of trees of at most {@code order} nodes, each relative to the sum of the magnitudes of its terms. */
    static double defect(double[][] rows, double[] weights, int order, double s) {
        if (order > HIGHEST) {
            throw new IllegalArgumentException("order conditions: the order is at most " + HIGHEST + ", got " + order);
        }
        double largest = 0;
        List<List<Tree>> trees = trees();
        for (int nodes = 1; nodes <= order; nodes++) {
            for (Tree tree : trees.get(nodes - 1)) {
                double[][] phi = weights(rows, tree);
                double sum = 0;
                double magnitude = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * phi[0][i];
                    magnitude += Math.abs(weights[i]) * phi[1][i];
                }
                double exact = Math.pow(s, nodes) / tree.density;
                double defect = Math.abs(sum - exact) / Math.max(magnitude, exact);
                largest = Double.isNaN(defect) ? Double.POSITIVE_INFINITY : Math.max(largest, defect);
            }
        }
        return largest;
    }

    /** Φ of each stage, and the same with magnitudes in the place of coefficients. */
    private static double[][] weights(double[][] rows, Tree tree) {
        double[][] phi = new double[2][rows.length];
        Arrays.fill(phi[0], 1);
        Arrays.fill(phi[1], 1);
        for (Tree branch : tree.branches) {
            double[][] inner = weights(rows, branch);
            for (int i = 0; i < rows.length; i++) {
                double sum = 0;
                double magnitude = 0;
                for (int j = 0; j < rows[i].length; j++) {
                    sum += rows[i][j] * inner[0][j];
                    magnitude += Math.abs(rows[i][j]) * inner[1][j];
                }
                phi[0][i] *= sum;
                phi[1][i] *= magnitude;
            }
        }
        return phi;
    }
}
