package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.Map;

/**
 * A generator and a discriminator with everything that a checkpoint must carry: batch statistics, dropout, slots, averages, a short last batch,
 * noise. As a program, it trains until it is killed.
 */
final class TwoPlayers {

    private TwoPlayers() {}

    static Dataset points() {
        double[] x = new double[2 * 70];
        Randomness.normal(Key.of(8), x);
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.3 * x[i] + (i % 4 < 2 ? 1 : -1);
        }
        return Dataset.of(Array.of(Shape.of(70, 2), x));
    }

    static Trainer trainer(long steps) {
        Network generator =
                Network.of(Shape.of(3), Sequential.of(new Dense(16), new BatchNorm(), Activations.RELU, new Dense(2)));
        Network discriminator =
                Network.of(Shape.of(2), Sequential.of(new Dense(16), Activations.TANH, new Dropout(0.2), new Dense(1)));
        Risk tellsApart = (parts, batch, key) -> {
            Tensor made = parts.apply("generator", Draws.normal(key, batch.type(), batch.size(), 3));
            Tensor real = parts.apply("discriminator", batch.features());
            Tensor fake = parts.apply("discriminator", made);
            return real.negate().softplus().plus(fake.softplus()).squeeze(-1);
        };
        Risk deceives = (parts, batch, key) -> {
            Tensor made = parts.apply("generator", Draws.normal(key, batch.type(), batch.size(), 3));
            return parts.apply("discriminator", made).negate().softplus().squeeze(-1);
        };
        return Trainer.of(Model.of(Map.of("generator", generator, "discriminator", discriminator)))
                .minimise("discriminator", tellsApart, Examples.momentum(0.01))
                .minimise("generator", deceives, decaying(0.02))
                .batchSize(16)
                .steps(steps)
                .seed(7)
                .ema(0.9)
                .validation(points());
    }

    /** With a slot of the same name as the other player's. */
    private static Optimizer decaying(double rate) {
        return (g, slots) -> {
            Tensor m = slots.zeros("m").times(0.5).plus(g);
            return Update.by(m.plus(slots.theta().times(1e-3)).times(-rate)).store("m", m);
        };
    }

    /** Arguments: the folder of checkpoints; says "going" once it has made 40 steps. */
    public static void main(String[] arguments) {
        trainer(Long.MAX_VALUE)
                .checkpoint(Path.of(arguments[0]), 1)
                .listener((done, total, risk) -> {
                    if (done == 40) {
                        System.out.println("going");
                    }
                })
                .fit(points());
    }
}
