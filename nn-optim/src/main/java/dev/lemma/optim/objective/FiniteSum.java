package dev.lemma.optim.objective;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Regularizer;
import dev.lemma.core.network.Network;
import java.util.function.BinaryOperator;

/**
 * An objective {@code f(x) = 1/n Σᵢ fᵢ(x)} whose terms can be had one at a time, which is n times cheaper than f.
 */
public interface FiniteSum extends Objective {

    /** n. */
    int terms();

    /**
     * {@code fᵢ(x)}; {@code ∇fᵢ(x)} is written into the last array.
     *
     * @param i 0 ≤ i &lt; n
     * @param x [p], only read
     * @param gradient [p], only written
     */
    double evaluateTerm(int i, double[] x, double[] gradient);

    /** Gradients of single terms drawn uniformly, with replacement: the draw is {@code Randomness.below(key, 0, n)}. */
    default GradientOracle oracle() {
        return (key, x, into) -> evaluateTerm(Randomness.below(key, 0, terms()), x, into);
    }

    /**
     * Terms written as an expression, compiled here for one term and for all.
     *
     * <pre>{@code
     * FiniteSum leastSquares = FiniteSum.of(DType.FLOAT64, 3, n, (x, rows) ->
     *     a.gather(0, rows).matmul(x.expand(1)).squeeze(1).minus(b.gather(0, rows)).square());   // literals a [n, 3] and b [n]
     * }</pre>
     *
     * @param terms of x [p] and of k numbers of terms [k], with the k values [k] as its value
     */
    static FiniteSum of(DType type, int dimension, int count, BinaryOperator<Tensor> terms) {
        return TensorFiniteSum.of(Fused.executor(), type, dimension, count, terms);
    }

    /**
     * The empirical risk of a network, one term for each example: {@code fᵢ(θ) = ℓ(Φ(θ, xᵢ), yᵢ) + ρ(θ)}. As
     * {@link Objective#risk}, in evaluation mode and in the network's type. A loss that weighs one example by others
     * makes no such sum.
     */
    static FiniteSum risk(Network network, Loss loss, Dataset data, Regularizer penalty) {
        return TensorFiniteSum.risk(Fused.executor(), network, loss, data, penalty);
    }
}
