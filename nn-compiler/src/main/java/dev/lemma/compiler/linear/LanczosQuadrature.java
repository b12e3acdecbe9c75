package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Stochastic Lanczos quadrature: traces of functions of a symmetric operator, its log-determinant, its spectral density.
 *
 * <pre>{@code
 * tr f(A) ≈ n/m Σ_probes Σⱼ wⱼ f(θⱼ)        g a vector of signs, ‖g‖² = n; θ, w the Gauss rule of g's spectral measure from k Lanczos steps
 * }</pre>
 *
 * <p>The rule of k nodes is exact for polynomials up to degree 2k − 1. Two errors add: of the probes, the standard error, and of the rule, {@link #ruleError}. Cost: mk products.
 *
 * @see <a href="https://doi.org/10.1137/16M1104974">Ubaru, Chen and Saad 2017, Fast estimation of tr(f(A)) via stochastic Lanczos quadrature</a>
 */
public final class LanczosQuadrature {

    private final int n;
    private final double[][] nodes;
    private final double[][] weights;
    private final double[][] fewerNodes;
    private final double[][] fewerWeights;
    private final int products;

    private LanczosQuadrature(
            int n, double[][] nodes, double[][] weights, double[][] fewerNodes, double[][] fewerWeights, int products) {
        this.n = n;
        this.nodes = nodes;
        this.weights = weights;
        this.fewerNodes = fewerNodes;
        this.fewerWeights = fewerWeights;
        this.products = products;
    }

    /**
     * The rules of m probes.
     *
     * @param n rows of A
     * @param steps k ≥ 1 of Lanczos for each probe
     * @param probes m ≥ 1
     * @param team shares the work of Lanczos
     */
    public static LanczosQuadrature of(
            SymmetricOperator a, int n, DType type, int steps, int probes, Key key, Team team) {
        Check.atLeastOne("n", n);
        Check.atLeastOne("steps", steps);
        Check.atLeastOne("probes", probes);
        double[][][] rules = new double[4][probes][];
        int products = 0;
        for (int p = 0; p < probes; p++) {
            Array start = Columns.signs(key.at(p), type, n, 1).reshape(Shape.of(n));
            Lanczos lanczos = Lanczos.of(a, start, steps, team);
            rules[0][p] = lanczos.values();
            rules[1][p] = lanczos.weights();
            int k = lanczos.steps();
            int fewer = Math.max(1, k - 2);
            // A rule that ended early is exact.
            boolean exact = k < Math.min(steps, n) || k == n;
            TridiagonalEigen part = TridiagonalEigen.of(
                    Arrays.copyOf(lanczos.diagonal(), fewer), Arrays.copyOf(lanczos.beside(), fewer - 1));
            rules[2][p] = exact ? rules[0][p] : part.values();
            rules[3][p] = exact ? rules[1][p] : squares(part, fewer);
            products += k;
        }
        return new LanczosQuadrature(n, rules[0], rules[1], rules[2], rules[3], products);
    }

    private static double[] squares(TridiagonalEigen eigen, int k) {
        double[] weights = new double[k];
        for (int i = 0; i < k; i++) {
            weights[i] = eigen.vector(i)[0] * eigen.vector(i)[0];
        }
        return weights;
    }

    /**
     * {@code tr f(A)}.
     *
     * @throws IllegalArgumentException if f is not finite at a node: the nodes lie within the spectrum, so a logarithm fails where the operator is not positive definite
     */
    public Estimate trace(DoubleUnaryOperator f) {
        return Estimate.of(samples(f, nodes, weights), products);
    }

    /** {@code log det A} of a positive definite operator: the trace of its logarithm. */
    public Estimate logDeterminant() {
        return trace(Math::log);
    }

    /**
     * How far {@code tr f(A)} moves when each rule gives up its last two nodes: an estimate, mostly from above, of what the rules themselves are off.
     */
    public double ruleError(DoubleUnaryOperator f) {
        double[] all = samples(f, nodes, weights);
        double[] fewer = samples(f, fewerNodes, fewerWeights);
        double sum = 0;
        for (int p = 0; p < all.length; p++) {
            sum += all[p] - fewer[p];
        }
        return Math.abs(sum / all.length);
    }

    private double[] samples(DoubleUnaryOperator f, double[][] nodes, double[][] weights) {
        double[] samples = new double[nodes.length];
        for (int p = 0; p < nodes.length; p++) {
            for (int j = 0; j < nodes[p].length; j++) {
                double value = f.applyAsDouble(nodes[p][j]);
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("Lanczos quadrature: the function is " + value + " at the node "
                            + nodes[p][j] + ", inside the operator's spectrum");
                }
                samples[p] += n * weights[p][j] * value;
            }
        }
        return samples;
    }

    /**
     * The density of eigenvalues at λ, seen through a Gaussian of that width: {@code 1/n Σᵢ N(λ; λᵢ, width²)}.
     *
     * @param width &gt; 0
     */
    public double density(double lambda, double width) {
        Check.positive("width", width);
        double scale = 1 / (width * Math.sqrt(2 * Math.PI));
        return trace(x -> scale * Math.exp(-0.5 * ((x - lambda) / width) * ((x - lambda) / width)))
                        .value()
                / n;
    }

    /** The least node: not below the least eigenvalue. */
    public double smallest() {
        return Arrays.stream(nodes).mapToDouble(x -> x[0]).min().orElse(Double.NaN);
    }

    /** The largest node: not above the largest eigenvalue. */
    public double largest() {
        return Arrays.stream(nodes).mapToDouble(x -> x[x.length - 1]).max().orElse(Double.NaN);
    }
}
