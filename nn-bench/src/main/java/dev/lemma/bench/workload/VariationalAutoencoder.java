package dev.lemma.bench.workload;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.optim.Adam;

/** W15: a variational autoencoder, whose latent noise is drawn inside the step. */
public final class VariationalAutoencoder extends TrainingWorkload {

    public VariationalAutoencoder() {
        super("W15", "training step of a variational autoencoder 784-400-20-400-784, batch 128, Adam", "w15_vae.py");
    }

    /**
     * The negative evidence lower bound of each sample: {@code Σ BCE(decoder(z), x) + KL(N(m, eˡ) ‖ N(0, 1))} with
     * {@code (m, l)} from the encoder and {@code z = m + e^{l/2} ε}. Its mean over the batch is what is minimised, so the loss
     * has nothing left to compare it with.
     */
    private record EvidenceBound(int hidden, int latent) implements Layer {

        @Override
        public Tensor apply(Scope scope, Tensor x) {
            Tensor h = Activations.RELU.apply(new Dense(hidden).apply(scope.child("encoder"), x));
            Tensor mean = new Dense(latent).apply(scope.child("mean"), h);
            Tensor logVariance = new Dense(latent).apply(scope.child("logVariance"), h);
            Tensor noise = Draws.normal(scope.key(), x.type(), mean.shape().extents());
            Tensor z = mean.plus(logVariance.times(0.5).exp().times(noise));
            Layer decoder = Sequential.of(
                    new Dense(hidden), Activations.RELU, new Dense(x.shape().extent(-1)));
            Tensor logits = decoder.apply(scope.child("decoder"), z);
            return Losses.BINARY_CROSS_ENTROPY
                    .apply(logits, x)
                    .sum(-1)
                    .plus(Divergences.standardGaussian(mean, logVariance));
        }
    }

    static Network network() {
        return Network.of(Shape.of(784), new EvidenceBound(400, 20));
    }

    @Override
    Problem problem(int samples) {
        return new Problem(
                network(),
                (bound, none) -> bound,
                new Adam(1e-3),
                Data.uniform(Key.of(0), samples, 784),
                Array.zeros(DType.FLOAT32, Shape.of(samples)),
                128);
    }
}
