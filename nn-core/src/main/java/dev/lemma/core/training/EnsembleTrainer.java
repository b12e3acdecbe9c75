package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Dataset;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Many repetitions of a training as one program: what {@link Trainer#seed} decides (initial parameters, orders of the examples, noise) is each
 * one's own, everything else is shared. Products of their matrices become one batched product, and what surrounds a step is paid once for all.
 *
 * <p>Member i is what {@code trainer.seed(i).fit(data)} gives for the key of seed i, with the same batches, draws and initial parameters,
 * to the rounding of sums that are grouped differently. Memory is that of a training times their number; the examples are shared.
 */
public final class EnsembleTrainer {

    private final Admission admission;
    private final List<Key> keys;

    EnsembleTrainer(Admission admission, List<Key> keys) {
        this.admission = admission;
        this.keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("ensemble: expected at least one key, got none: Keys.range(n)");
        }
    }

    /**
     * Trains all of them. A member that leaves the finite numbers is {@linkplain Ensemble#broken noted}, the others go on; listeners hear
     * the mean of the risks. An interrupt, or a listener that says so, ends it with the result so far.
     */
    public Ensemble fit(Dataset data) {
        return admission.ensemble(data, keys);
    }

    /** Trains on samples without targets, [n, …]. */
    public Ensemble fit(Array samples) {
        return fit(Dataset.of(samples));
    }

    /** Trains on samples without targets, [n, …]. */
    public Ensemble fit(INDArray samples) {
        return fit(Dataset.of(samples));
    }

    /** Trains without data. */
    public Ensemble fit() {
        return admission.ensemble(keys);
    }
}
