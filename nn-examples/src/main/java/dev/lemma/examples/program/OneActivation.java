package dev.lemma.examples.program;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.dynamics.EnsembleLaw;
import dev.lemma.kernels.tangent.TangentKernel;
import dev.lemma.kernels.width.InfiniteWidth;
import dev.lemma.kernels.width.Limit;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One line of activation, and everything follows: the tangent kernel of the network, its infinitely wide limit, and that limit trained. */
public final class OneActivation {

    private OneActivation() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Activation swish = x -> x.times(x.sigmoid());
        Network net = Network.of(Shape.of(3), Sequential.of(new Dense(512), swish, new Dense(512), swish, new Dense(1)), Parametrization.NTK);

        INDArray x = new Law.Normal(1).draw(Key.of(0), Shape.of(20, 3)).toINDArray();
        INDArray y = x.getColumn(0, true).dup();
        INDArray ntkAt = TangentKernel.of(net).at(net.initial(Key.of(1))).gram(x);                  // of this network
        Limit limit = InfiniteWidth.of(net);                                                        // of the same object, infinitely wide
        INDArray ntk = limit.ntk(x, x);
        EnsembleLaw law = limit.trainedUntil(Double.POSITIVE_INFINITY, x, y).posterior(x);          // and trained

        System.out.printf("tangent kernel %.3f, its limit %.3f%n", ntkAt.getDouble(0, 0), ntk.getDouble(0, 0));
        System.out.printf("target %.3f, trained %.3f%n", y.getDouble(0), law.mean().getDouble(0));
    }
    // spotless:on
}
