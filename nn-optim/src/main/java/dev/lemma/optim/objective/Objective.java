package dev.lemma.optim.objective;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Regularizer;
import dev.lemma.core.loss.Regularizers;
import dev.lemma.core.network.Network;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A function {@code f: ℝᵖ → ℝ} with its gradient (or one subgradient, where it has a kink). Not for several threads at
 * once, unless an implementation says so.
 */
public interface Objective {

    /** p. */
    int dimension();

    /** The type f is computed in: what its last digits are worth. Points and gradients are float64 in any case. */
    default DType type() {
        return DType.FLOAT64;
    }

    /**
     * {@code f(x)}; {@code ∇f(x)} is written into the second array. Where f is not defined the value is NaN or infinite: the
     * methods take that for a point to stay away from.
     *
     * @param x [p], only read
     * @param gradient [p], only written
     */
    double evaluate(double[] x, double[] gradient);

    /** {@code f(x)} alone. */
    default double value(double[] x) {
        return evaluate(x, new double[dimension()]);
    }

    /**
     * A function written as an expression; it is traced, differentiated and compiled here, once.
     *
     * @param function of a vector [p], with a scalar as its value
     */
    static Objective of(DType type, int dimension, UnaryOperator<Tensor> function) {
        Tensor x = Tensor.input("x", type, dimension);
        return new TensorObjective(Fused.executor(), x, function.apply(x), Map.of());
    }

    /**
     * The empirical risk of a network on all examples, {@code f(θ) = mean ℓ(Φ(θ, xᵢ), yᵢ)}, as a function of θ. The network is
     * taken in evaluation mode, without dropout; one with running statistics is refused, its function being given by
     * {@link Network#withState}. It is computed in the network's type.
     *
     * <p>Memory is that of the values of all examples at once: see {@link TensorObjective#bytes}.
     */
    static Objective risk(Network network, Loss loss, Dataset data) {
        return risk(network, loss, data, Regularizers.l2(0));
    }

    /** The empirical risk and a penalty on the parameters, {@code f(θ) = mean ℓ(Φ(θ, xᵢ), yᵢ) + ρ(θ)}. */
    static Objective risk(Network network, Loss loss, Dataset data, Regularizer penalty) {
        return TensorObjective.risk(Fused.executor(), network, loss, data, penalty);
    }
}
