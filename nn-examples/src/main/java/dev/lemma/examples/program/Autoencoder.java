package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.optim.Adam;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Several parts, one risk: a variational autoencoder of the digits; afterwards each part is a network. */
public final class Autoencoder {

    private Autoencoder() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Network encoder = Network.of(Shape.of(64), Sequential.of(new Dense(128), Activations.RELU, new Dense(16)));
        Network decoder = Network.of(Shape.of(8), Sequential.of(new Dense(128), Activations.RELU, new Dense(64)));

        Trained vae = Trainer.of(Model.of(Map.of("encoder", encoder, "decoder", decoder)), (parts, batch, key) -> {
                    Tensor[] q = parts.apply("encoder", batch.features()).split(-1, 8, 8);          // mean, log-variance
                    Tensor z = q[0].plus(q[1].times(0.5).exp().times(Draws.normal(key, q[0])));
                    return Losses.BINARY_CROSS_ENTROPY.apply(parts.apply("decoder", z), batch.features()).sum(-1)
                            .plus(Divergences.standardGaussian(q[0], q[1]));
                }, new Adam(1e-3)).batchSize(128).epochs(50).fit(Digits.load().features());

        INDArray pictures = vae.part("decoder").predict(new Law.Normal(1).draw(Key.of(4), Shape.of(10, 8)).toINDArray());
        double[] losses = vae.history().losses();
        System.out.printf("loss %.1f, then %.1f; drew %s%n", losses[0], losses[49], Arrays.toString(pictures.shape()));
    }
    // spotless:on
}
