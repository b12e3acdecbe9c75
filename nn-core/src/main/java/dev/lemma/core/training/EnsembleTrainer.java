package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Dataset;
import java.util.Arrays;
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
    private final double[] rates;

    EnsembleTrainer(Admission admission, List<Key> keys) {
        this(admission, keys, ones(keys.size()));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("ensemble: expected at least one key, got none: Keys.range(n)");
        }
    }

    private EnsembleTrainer(Admission admission, List<Key> keys, double[] rates) {
        this.admission = admission;
        this.keys = List.copyOf(keys);
        this.rates = rates;
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Gives each member a rate of its own: its updates are multiplied by a factor, as {@code optimizer.scheduled(t -> factor)} does alone. With
     * an optimiser of rate 1 the factors are the rates. To try rates on one seed, give that key as often.
     *
     * @param factors one for each member, above 0
     */
    public EnsembleTrainer rates(double... factors) {
        Check.given("rates", factors);
        if (factors.length != keys.size()) {
            throw new IllegalArgumentException(
                    "rates: expected one factor for each of " + keys.size() + " members, got " + factors.length);
        }
        for (int i = 0; i < factors.length; i++) {
            Check.positive("rate " + i, factors[i]);
        }
        return new EnsembleTrainer(admission, keys, factors.clone());
    }

    /**
     * Trains all of them. A member that leaves the finite numbers is {@linkplain Ensemble#broken noted}, the others go on; listeners hear
     * the mean over those that are finite. An interrupt, or a listener that says so, ends it with the result so far. Validation is of each member; one that
     * {@linkplain Trainer#earlyStopping stops early} keeps what it had then, while the others go on.
     */
    public Ensemble fit(Dataset data) {
        return admission.ensemble(data, keys, rates);
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
        return admission.ensemble(keys, rates);
    }
}
