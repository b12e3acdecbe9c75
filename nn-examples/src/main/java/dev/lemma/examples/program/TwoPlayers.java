package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
import java.util.Map;

/** Two players, each with its own risk and optimiser: a generator and a discriminator of points on a circle. */
public final class TwoPlayers {

    private TwoPlayers() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        double[] points = new double[2 * 1024];
        Randomness.uniform(Key.of(1), points);
        for (int i = 0; i < points.length; i += 2) {
            double angle = 2 * Math.PI * points[i];
            points[i] = Math.cos(angle);
            points[i + 1] = Math.sin(angle);
        }
        Network g = Network.of(Shape.of(4), Sequential.of(new Dense(64), Activations.RELU, new Dense(64), Activations.RELU, new Dense(2)));
        Network d = Network.of(Shape.of(2), Sequential.of(new Dense(64), Activations.LEAKY_RELU, new Dense(64), Activations.LEAKY_RELU, new Dense(1)));

        Trained gan = Trainer.of(Model.of(Map.of("generator", g, "discriminator", d)))
                .minimise("discriminator", (parts, batch, key) -> {
                    Tensor fake = parts.frozen("generator", Draws.normal(key, batch.type(), batch.size(), 4));
                    return parts.apply("discriminator", batch.features()).negate().softplus()
                            .plus(parts.apply("discriminator", fake).softplus()).squeeze(-1);
                }, new Adam(5e-4, 0.5, 0.999, 1e-8))
                .minimise("generator", (parts, batch, key) -> {
                    Tensor fake = parts.apply("generator", Draws.normal(key, batch.type(), batch.size(), 4));
                    return parts.frozen("discriminator", fake).negate().softplus().squeeze(-1);
                }, new Adam(5e-4, 0.5, 0.999, 1e-8))
                .batchSize(128).steps(4000).ema(0.99).fit(Array.of(Shape.of(1024, 2), points));

        Array made = gan.part("generator").predict(new Law.Normal(1).draw(Key.of(3), Shape.of(500, 4)));
        double radius = 0;
        for (int i = 0; i < 500; i++) {
            radius += Math.hypot(made.get(2 * i), made.get(2 * i + 1)) / 500;
        }
        System.out.printf("mean distance from the centre %.2f, of the circle 1%n", radius);
    }
    // spotless:on
}
