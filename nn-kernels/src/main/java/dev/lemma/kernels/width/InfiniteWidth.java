package dev.lemma.kernels.width;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;

/**
 * The limit of a network as its hidden widths go to infinity: at the start a Gaussian process, whose covariance is the NNGP kernel K, and under gradient descent
 * in the kernel regime kernel regression with the tangent kernel Θ.
 *
 * <pre>{@code
 * Limit limit = InfiniteWidth.of(net);
 * INDArray k = limit.nngp(x, x);
 * INDArray theta = limit.ntk(x, x);
 * }</pre>
 *
 * <p>The limit is read off the expression of the network, never off its layers: a rule for each primitive says what it does to random fields with infinitely many
 * independent channels. A weight on a field gives a Gaussian one, {@code K′ = σ_w² E[φ(u)φ(v)] + σ_b²} and {@code Θ′ = K′ + σ_w² E[φ′(u)φ′(v)] Θ} where the factors
 * are those of the expression; any element-wise function of one variable is a nonlinearity ({@link dev.lemma.kernels.width.dual.Dual}), declared nowhere; means
 * over channels, as in layer normalisation, are certain numbers; convolutions and pooling move and add covariances of places.
 *
 * <p>What is taken from the network as it is: variances, factors, learning rates of its {@link dev.lemma.api.network.Parametrization} and numbers of channels. With NTK
 * parametrization the widths cancel. In the others they stay where they belong: standard parametrization has a tangent kernel that grows with the width, mean field
 * and μP an NNGP kernel that falls with it. Parameters count in Θ with their learning rates: Θ is the kernel of gradient descent on this network.
 *
 * <p>A network without a limit is refused with the expression, the parameters before it, and the reason: maxima over places, softmax of the scores of attention
 * (with linear scores and many heads it has one), depthwise filters, shared weights, a nonlinearity of what is not Gaussian.
 *
 * @see <a href="https://arxiv.org/abs/1711.00165">Lee et al. 2018, Deep neural networks as Gaussian processes</a>
 * @see <a href="https://arxiv.org/abs/1806.07572">Jacot, Gabriel and Hongler 2018, Neural tangent kernel</a>
 * @see <a href="https://arxiv.org/abs/1902.04760">Yang 2019, Scaling limits of wide neural networks with weight sharing</a>
 */
public final class InfiniteWidth {

    private InfiniteWidth() {}

    /**
     * The limit of a network in evaluation mode.
     *
     * @throws dev.lemma.api.walk.RefusalException if it has none, or none that is known here
     */
    public static Limit of(Network network) {
        Network wide = network.as(DType.FLOAT64);
        Tensor theta = Tensor.input("theta", DType.FLOAT64, wide.parameterCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, wide.input().batch(1).extents());
        Tensor y = wide.apply(theta, x);
        return new Limit(FieldRules.output(y, theta, x, scales(network)), x, network.type());
    }

    /**
     * The limit of a network in training mode: of two passes whose random numbers, those of dropout, are independent. Dropout that keeps a number with probability p
     * leaves covariances of two passes as they are and divides variances, and so all that a nonlinearity behind it sees, by p. Running statistics are refused: they mix samples.
     *
     * @throws dev.lemma.api.walk.RefusalException if it has none, or none that is known here
     */
    public static Limit inTraining(Network network) {
        if (network.stateCount() > 0) {
            throw new IllegalArgumentException(
                    "infinite width: the network has running statistics, which mix the samples of a"
                            + " batch: expected a network without them, such as one with layer normalisation");
        }
        Network wide = network.as(DType.FLOAT64);
        Tensor theta = Tensor.input("theta", DType.FLOAT64, wide.parameterCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, wide.input().batch(1).extents());
        Tensor key = Tensor.input("key", DType.FLOAT64, 4);
        Tensor y = wide.trace(Network.Mode.TRAINING, theta, Tensor.literal(wide.initialState()), x, key)
                .output();
        return new Limit(FieldRules.output(y, theta, x, scales(network)), x, network.type());
    }

    private static boolean scales(Network network) {
        return switch (network.parametrization()) {
            case NTK, MEAN_FIELD -> true;
            case STANDARD, MUP -> false;
        };
    }
}
