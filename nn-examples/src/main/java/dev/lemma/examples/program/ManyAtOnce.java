package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Keys;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Ensemble;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Sgd;
import java.util.Arrays;
import java.util.List;

/** Many at once: the gradient of every sample, and thirty networks trained as one program. */
public final class ManyAtOnce {

    private ManyAtOnce() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Network net = Network.of(Shape.of(1), Sequential.of(new Dense(16), Activations.TANH, new Dense(1)));
        Array x = Array.matrix(new double[][] {{-1}, {-0.5}, {0}, {0.5}, {1}}).as(net.type());
        Array y = Array.matrix(new double[][] {{1}, {0.25}, {0}, {0.25}, {1}}).as(net.type());

        Program perSample = Program.of(Fused.executor(), in -> {
            Tensor theta = in.get(0);
            return List.of(Batching.of(one -> Derivatives.gradient(net.apply(theta, one.expand(0)).square().sum(), theta)).over(in.get(1)));
        });
        System.out.println(perSample.callAll(List.of(net.initialArray(Key.of(1)), x)).get(0).shape());         // [5, parameters]

        Ensemble nets = Trainer.of(net, Losses.SQUARE, new Sgd(0.1)).batchSize(5).steps(500).ensemble(Keys.range(30)).fit(Dataset.of(x, y));
        System.out.printf("mean risk of %d networks %.4f%n", nets.size(), Arrays.stream(nets.lastRisks()).average().orElseThrow());
    }
    // spotless:on
}
