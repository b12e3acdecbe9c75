package dev.lemma.kernels.tangent;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.network.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The empirical tangent kernel of a network: how fast gradient descent moves its output at x by a step on its output at x′,
 *
 * <pre>{@code
 * Θ(x, x′) = Σ_p r_p ∂f(x)/∂θ_p ∂f(x′)/∂θ_p
 * }</pre>
 *
 * with the learning rates r_p of the network's parametrization (1 but for mean field and μP).
 *
 * <pre>{@code
 * INDArray k = TangentKernel.of(net).at(theta).gram(x);
 * }</pre>
 *
 * <p>It is read off the expression: a weight W that is used as {@code z = h W} contributes {@code (h h′ᵀ) ∘ (Δ Δ′ᵀ)}, Δ the derivative of the output with respect to z,
 * which costs two products of n × width matrices and never forms a Jacobian. Filters, biases and gains contribute their derivatives per sample, which are small;
 * what is used in another way is differentiated sample by sample.
 *
 * @see <a href="https://arxiv.org/abs/2206.08720">Novak, Sohl-Dickstein and Schoenholz 2022, Fast finite width neural tangent kernel</a>
 */
public final class TangentKernel {

    private final Network network;

    private TangentKernel(Network network) {
        this.network = network;
    }

    /** The tangent kernel of a network in evaluation mode. */
    public static TangentKernel of(Network network) {
        return new TangentKernel(network);
    }

    /** The kernel at these parameters. */
    public TangentKernelAt at(INDArray theta) {
        return at(Array.of(theta));
    }

    /** The kernel at these parameters, from the heap. */
    public TangentKernelAt at(Array theta) {
        if (theta.shape().size() != network.parameterCount()) {
            throw new ShapeException("tangent kernel: theta has "
                    + theta.shape().size() + " numbers, the network has " + network.parameterCount() + " parameters");
        }
        return new TangentKernelAt(
                network, theta.reshape(Shape.of(theta.shape().size())).as(network.type()));
    }
}
