import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;

/** What a stranger writes: exclusive or, learnt with Adam. Prints the accuracy. */
public class Train {

    public static void main(String[] arguments) {
        Dataset data = Dataset.of(Array.matrix(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}), Array.vector(0, 1, 1, 0));
        Network net = Network.of(Shape.of(2), Sequential.of(new Dense(16), Activations.TANH, new Dense(2)));
        Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(0.02)).batchSize(4).epochs(200).seed(1).fit(data);
        System.out.println(trained.evaluate(Metrics.ACCURACY, data));
    }
}
