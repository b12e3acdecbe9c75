package dev.lemma.core.training;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The examples of one step, as expressions. */
public final class Batch {

    private final Tensor rows;
    private final @Nullable Tensor allFeatures;
    private final @Nullable Tensor allTargets;
    private @Nullable Tensor features;
    private @Nullable Tensor targets;

    Batch(Tensor rows, @Nullable Tensor allFeatures, @Nullable Tensor allTargets) {
        this.rows = rows;
        this.allFeatures = allFeatures;
        this.allTargets = allTargets;
    }

    /** n, the number of examples; without data, the batch size that was asked for. */
    public int size() {
        return rows.shape().size();
    }

    /** The type of the numbers of data and model. */
    public DType type() {
        return rows.type();
    }

    /** The numbers of the examples in the dataset, [n]: to gather by, from what else is known of them. */
    public Tensor rows() {
        require(allFeatures, "numbered examples");
        return rows;
    }

    /** Features, [n, …]. */
    public Tensor features() {
        Tensor known = features;
        if (known == null) {
            known = require(allFeatures, "features").gather(0, rows);
            features = known;
        }
        return known;
    }

    /** Targets, [n] or [n, …]. */
    public Tensor targets() {
        Tensor known = targets;
        if (known == null) {
            Tensor all = require(allTargets, "targets");
            if (all.shape().without(0).size() == 0) {
                throw new IllegalArgumentException(
                        "batch: the data have no targets: train on Dataset.of(features, targets)");
            }
            known = all.gather(0, rows);
            targets = known;
        }
        return known;
    }

    private static Tensor require(@Nullable Tensor all, String what) {
        if (all == null) {
            throw new IllegalArgumentException("batch: there are no " + what
                    + ", because the training has no data: give it some with fit(data), or ignore the batch");
        }
        return all;
    }
}
