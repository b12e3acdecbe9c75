package dev.lemma.dynamics.ode;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The coefficients of an explicit Runge-Kutta method, which check themselves: a tableau that does not satisfy the order conditions of the order it is
 * declared with is refused when it is made, and so are weights of an error estimate or of a dense output.
 *
 * <pre>{@code
 * 0  |
 * c₂ | a₂₁
 * ⋮  |  ⋮              cᵢ = Σⱼ aᵢⱼ
 * cₛ | aₛ₁ … aₛ,ₛ₋₁
 *    | b₁  …  bₛ
 * }</pre>
 *
 * <p>Order p means one equation for each rooted tree of at most p nodes: {@code Σᵢ bᵢΦᵢ(τ) = 1/γ(τ)}, see {@link OrderConditions}. Immutable.
 */
public final class Tableau {

    /** Largest defect of an order condition, relative to the sum of the magnitudes of its terms. */
    private static final double DEFECT = 1e-12;

    private final int order;
    private final double[][] rows;
    private final double[] weights;
    private final double[] estimate;
    private final int estimateOrder;
    private final double[][] dense;
    private final int denseOrder;

    private Tableau(
            int order,
            double[][] rows,
            double[] weights,
            double[] estimate,
            int estimateOrder,
            double[][] dense,
            int denseOrder) {
        this.order = order;
        this.rows = rows;
        this.weights = weights;
        this.estimate = estimate;
        this.estimateOrder = estimateOrder;
        this.dense = dense;
        this.denseOrder = denseOrder;
    }

    /**
     * A method of an order.
     *
     * @param order p, from 1 to 8
     * @param rows one for each stage, row i holding {@code aᵢ₁ … aᵢ,ᵢ₋₁}: the first is empty
     * @param weights b, one for each stage
     * @throws IllegalArgumentException if the order conditions up to p do not hold
     */
    public static Tableau of(int order, double[][] rows, double... weights) {
        Check.atLeastOne("order", order);
        if (rows.length == 0 || rows.length != weights.length) {
            throw new IllegalArgumentException("tableau: expected one row and one weight for each stage, got "
                    + rows.length + " rows and " + weights.length + " weights");
        }
        double[][] a = copy(rows, 0, rows.length);
        require("weights", a, weights, order, 1);
        return new Tableau(order, a, weights.clone(), new double[0], 0, new double[0][], 0);
    }

    /** With an embedded method: the estimate of the error of a step is {@code h Σ eᵢkᵢ}, e = b − b̂; its order is found, not declared. */
    public Tableau estimate(double... error) {
        if (error.length != weights.length) {
            throw new IllegalArgumentException("tableau: the estimate needs " + weights.length
                    + " weights, one for each stage, got " + error.length);
        }
        double[] embedded = new double[weights.length];
        for (int i = 0; i < embedded.length; i++) {
            embedded[i] = weights[i] - error[i];
        }
        int found = 0;
        while (found < order && OrderConditions.defect(rows, embedded, found + 1, 1) <= DEFECT) {
            found++;
        }
        if (found == 0) {
            throw new IllegalArgumentException(
                    "tableau: the weights of the estimate must sum to 0: those of the embedded method, b − e, sum to "
                            + Arrays.stream(embedded).sum());
        }
        return new Tableau(order, rows, weights, error.clone(), found + 1, dense, denseOrder);
    }

    /**
     * With dense output {@code y(t + s·h) = y + h Σᵢ (Σⱼ dᵢⱼ sʲ⁺¹) kᵢ} of an order q: an error of O(h^(q+1)) within a step.
     *
     * @param q from 1
     * @param more rows of stages that only the dense output needs
     * @param polynomials dᵢ, one for each stage, the additional ones at the end
     */
    public Tableau dense(int q, double[][] more, double[][] polynomials) {
        if (polynomials.length != rows.length + more.length) {
            throw new IllegalArgumentException("tableau: dense output needs " + (rows.length + more.length)
                    + " polynomials, one for each stage, got " + polynomials.length);
        }
        double[][] all = new double[rows.length + more.length][];
        System.arraycopy(rows, 0, all, 0, rows.length);
        System.arraycopy(copy(more, rows.length, more.length), 0, all, rows.length, more.length);
        for (double s : new double[] {0.3, 0.5, 0.9, 1}) {
            double[] at = new double[all.length];
            for (int i = 0; i < at.length; i++) {
                double power = s;
                for (double d : polynomials[i]) {
                    at[i] += d * power;
                    power *= s;
                }
            }
            require("dense output at s = " + s, all, at, q, s);
        }
        return new Tableau(order, all, weights, estimate, estimateOrder, copy(polynomials), q);
    }

    private static void require(String what, double[][] rows, double[] weights, int order, double s) {
        double defect = OrderConditions.defect(rows, weights, order, s);
        if (!(defect <= DEFECT)) {
            throw new IllegalArgumentException("tableau: " + what + ": the conditions of order " + order
                    + " are missed by " + defect + ": check the coefficients, or declare a lower order");
        }
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static double[][] copy(double[][] rows, int first, int count) {
        for (int i = 0; i < count; i++) {
            if (rows[i].length != first + i) {
                throw new IllegalArgumentException("tableau: row " + (first + i) + " of an explicit method has "
                        + (first + i) + " coefficients, got " + rows[i].length);
            }
        }
        return copy(rows);
    }

    /** p. */
    public int order() {
        return order;
    }

    /** Stages of a step; the last one belongs to the next step where it is {@link #sameAsLast}. */
    public int stages() {
        return weights.length;
    }

    /** Stages of a step whose dense output is asked for. */
    public int allStages() {
        return rows.length;
    }

    /** Row i of A. */
    public double[] row(int i) {
        return rows[i].clone();
    }

    /** cᵢ. */
    public double node(int i) {
        return OrderConditions.node(rows, i);
    }

    /** b. */
    public double[] weights() {
        return weights.clone();
    }

    /** Whether the last stage stands at the new point (first same as last): an accepted step hands it on. */
    public boolean sameAsLast() {
        int last = weights.length - 1;
        return last > 0 && weights[last] == 0 && Arrays.equals(rows[last], Arrays.copyOf(weights, last));
    }

    /** Whether it has an error estimate. */
    public boolean hasEstimate() {
        return estimate.length > 0;
    }

    /** e = b − b̂. */
    public double[] estimate() {
        return estimate.clone();
    }

    /** k: the estimate is O(hᵏ), one more than the order of the embedded method. */
    public int estimateOrder() {
        return estimateOrder;
    }

    /** Whether it has a dense output of its own. */
    public boolean isDense() {
        return dense.length > 0;
    }

    /** q; 3 for the cubic that serves methods without a dense output of their own. */
    public int denseOrder() {
        return isDense() ? denseOrder : 3;
    }

    /** The coefficients of {@code s, s², …} in the dense weight of stage i. */
    public double[] denseWeights(int i) {
        return dense[i].clone();
    }

    /** {@code Σ wᵢkᵢ} over the weights that are not 0, zeros if there are none. */
    static Tensor sum(double[] weights, List<Tensor> k) {
        Tensor sum = null;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                Tensor term = k.get(i).times(weights[i]);
                sum = sum == null ? term : sum.plus(term);
            }
        }
        return sum == null ? k.get(0).filled(0) : sum;
    }
}
