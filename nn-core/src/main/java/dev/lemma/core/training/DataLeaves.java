package dev.lemma.core.training;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * The leaves that stand for all examples in a step.
 *
 * @param features of all examples; null where there are no data
 * @param targets of all examples; null where there are no data
 */
record DataLeaves(@Nullable Tensor features, @Nullable Tensor targets) {

    static DataLeaves of(DType type, @Nullable Dataset data) {
        return data == null
                ? new DataLeaves(null, null)
                : of(type, data.featureArray().shape(), data.targetArray().shape());
    }

    static DataLeaves of(DType type, Shape features, Shape targets) {
        return new DataLeaves(
                Tensor.input(TrainingStep.FEATURES, type, features.extents()),
                Tensor.input(TrainingStep.TARGETS, type, targets.extents()));
    }

    Batch batch(Tensor rows) {
        return new Batch(rows, features, targets);
    }
}
