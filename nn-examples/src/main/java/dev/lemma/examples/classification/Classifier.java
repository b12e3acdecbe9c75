package dev.lemma.examples.classification;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Split;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.ConfusionMatrix;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Epoch;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.training.Checkpoints;
import dev.lemma.examples.training.Method;
import dev.lemma.examples.training.Watched;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained classifier and what it said about the test part.
 *
 * @param label what it is called in the report: "CNN"
 * @param name what its files are called: "cnn"
 * @param training how it came about
 * @param data what it was trained and tested on
 * @param scores of the test part [n, classes]
 * @param confusion true classes against predicted ones
 */
record Classifier(String label, String name, Watched training, Split data, Array scores, ConfusionMatrix confusion) {

    /**
     * Trains, saves {@code name.safetensors} and tests.
     *
     * @param data whose test part is watched, and decides nothing
     */
    static Classifier train(
            RunContext context,
            String label,
            String name,
            Network network,
            Split data,
            int batchSize,
            int epochs,
            Method method) {
        int batch = Math.min(batchSize, data.train().size());
        int steps =
                (int) Math.min(Integer.MAX_VALUE, (long) epochs * ((data.train().size() + batch - 1) / batch));
        Trainer trainer = Trainer.of(network, method.loss(Losses.CROSS_ENTROPY), method.optimizer(steps))
                .batchSize(batch)
                .epochs(epochs)
                .seed(context.seed())
                .validation(data.test(), Metrics.ACCURACY);
        Watched training = Watched.fit(context, Checkpoints.of(context), label, name, trainer, data.train());
        training.trained().save(context.artifact(name + ".safetensors"));
        Array scores = training.trained().predict(data.test().featureArray());
        return new Classifier(
                label,
                name,
                training,
                data,
                scores,
                ConfusionMatrix.of(scores, data.test().targetArray()));
    }

    /** A test image that was taken for another class. */
    record Mistake(int image, int actual, int predicted) {}

    Trained trained() {
        return training.trained();
    }

    double accuracy() {
        return confusion.accuracy();
    }

    List<Mistake> mistakes() {
        int classes = confusion.classes();
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < data.test().size(); i++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = scores.get(i * classes + k) > scores.get(i * classes + best) ? k : best;
            }
            int actual = (int) data.test().targetArray().get(i);
            if (best != actual) {
                mistakes.add(new Mistake(i, actual, best));
            }
        }
        return mistakes;
    }

    /** 1, 2, … */
    double[] epochs() {
        return trained().history().epochs().stream().mapToDouble(Epoch::number).toArray();
    }
}
