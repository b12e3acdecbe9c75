package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.gan.Gan;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.List;

/** Plays both games on eight clusters. */
final class GanRun {

    private static final int SAMPLES = 1000;

    private final RunContext context;
    private final Key key;

    GanRun(RunContext context) {
        this.context = context;
        this.key = Key.of(context.seed());
    }

    private static Network perceptron(int from, int to) {
        return Network.of(
                Shape.of(from),
                Sequential.of(
                        new Dense(96),
                        Activations.SILU,
                        new Dense(96),
                        Activations.SILU,
                        new Dense(96),
                        Activations.SILU,
                        new Dense(to)));
    }

    Outcome outcome() {
        List<Claim> claims = new ArrayList<>();
        Array data = Plane.RING.draw(key.of("data"), 4000);
        int steps = context.get(GanExample.STEPS);
        double gaussian = Plane.energy(Plane.gaussian(data, key, SAMPLES), key);
        context.report().lead("A generator and a discriminator, each with its own risk and its own optimiser.");
        try (Progress progress = context.progress("playing", 2L * steps)) {
            for (boolean wasserstein : new boolean[] {false, true}) {
                String name = wasserstein ? "wasserstein" : "non-saturating";
                Gan gan = wasserstein
                        ? Gan.wasserstein(perceptron(4, 2), perceptron(2, 1), 1)
                        : Gan.nonSaturating(perceptron(4, 2), perceptron(2, 1), 0.1);
                Trained trained = gan.trainer(new Adam(1e-3, 0, 0.9, 1e-8), new Adam(2e-3, 0, 0.9, 1e-8))
                        .batchSize(256)
                        .steps(steps)
                        .ema(0.99)
                        .seed(context.seed())
                        .listener((done, total, risk) -> progress.advance())
                        .fit(data);
                Array x = gan.sampleArray(trained, key.of("samples"), SAMPLES);
                claims.add(Claim.atMost(
                        name,
                        "Energy distance of the samples of the " + name
                                + " game to the law, as a part of that of the best Gaussian",
                        Plane.energy(x, key) / gaussian,
                        0.5));
                claims.add(Claim.atLeast(
                        name + "-clusters", "Clusters that at least 2 % of its samples lie in", clusters(x), 8));
                context.report()
                        .chart(name, Plane.with(Plane.chart("The " + name + " game", "data", data), "samples", x));
            }
        }
        return Outcome.of(claims);
    }

    private static int clusters(Array x) {
        int[] counts = new int[8];
        for (int i = 0; i < SAMPLES; i++) {
            double angle = Math.atan2(x.get(2 * i + 1), x.get(2 * i));
            counts[(int) Math.floorMod(Math.round(angle / (Math.PI / 4)), 8L)]++;
        }
        int present = 0;
        for (int count : counts) {
            present += count >= 0.02 * SAMPLES ? 1 : 0;
        }
        return present;
    }
}
