package dev.lemma.core.training;

import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at while training runs, and by whom.
 *
 * @param validation looked at at the end of every epoch
 * @param metric of the validation data
 * @param patience epochs without improvement after which training ends; 0 where it does not
 */
record Watch(@Nullable Dataset validation, @Nullable Metric metric, int patience, TrainingListener listener) {

    static final Watch NOTHING = new Watch(null, null, 0, TrainingListener.NONE);

    Watch withValidation(@Nullable Dataset data, @Nullable Metric watched) {
        return new Watch(data, watched, patience, listener);
    }

    Watch withPatience(int epochs) {
        return new Watch(validation, metric, epochs, listener);
    }

    Watch withListener(TrainingListener more) {
        return new Watch(validation, metric, patience, listener == TrainingListener.NONE ? more : listener.and(more));
    }
}
