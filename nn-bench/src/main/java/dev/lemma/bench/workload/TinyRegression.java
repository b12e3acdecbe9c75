package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.optim.Adam;
import java.util.List;

/** W02: a network so small that what surrounds the arithmetic is what a step costs. */
public final class TinyRegression extends TrainingWorkload {

    public TinyRegression() {
        super("W02", "training step of a tiny MLP 2-64-64-1, tanh, batch 32, mean squared error, Adam", "w02_tiny.py");
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("step", "float32", "step"), Case.of("step", "float64", "step"));
    }

    static Network network() {
        return Network.of(
                Shape.of(2),
                Sequential.of(new Dense(64), Activations.TANH, new Dense(64), Activations.TANH, new Dense(1)));
    }

    @Override
    Problem problem(int samples) {
        Array x = Data.normal(Key.of(0), samples, 2);
        float[] y = new float[samples];
        for (int i = 0; i < samples; i++) {
            y[i] = (float) Math.sin(x.get(2 * i) + x.get(2 * i + 1));
        }
        return new Problem(network(), Losses.SQUARE, new Adam(1e-3), x, Array.of(Shape.of(samples, 1), y), 32);
    }
}
