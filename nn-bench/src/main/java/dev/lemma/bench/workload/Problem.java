package dev.lemma.bench.workload;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.TrainingStep;

/**
 * What is trained, on what, and how.
 *
 * @param features the samples, along the first axis
 * @param targets  as many targets
 * @param batch    samples per step
 */
record Problem(Network network, Loss loss, Optimizer optimizer, Array features, Array targets, int batch) {

    /** The same problem computed in that type. */
    Problem as(DType type) {
        return new Problem(network.as(type), loss, optimizer, features.as(type), targets.as(type), batch);
    }

    /** The same problem with batches of that size. */
    Problem withBatch(int other) {
        return new Problem(network, loss, optimizer, features, targets, other);
    }

    TrainingStep step() {
        return new TrainingStep(network, loss, optimizer, features.shape(), targets.shape(), batch);
    }
}
