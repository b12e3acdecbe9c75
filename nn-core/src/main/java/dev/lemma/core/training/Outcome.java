package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a training leaves, out of the arrays it works on.
 *
 * @param averaged whether the average of the parameters is the result
 * @param arrays by the names of {@link TrainingStep#places}
 */
record Outcome(Task task, Layout layout, boolean averaged, Function<String, Array> arrays) {

    /** The parameters that would be the result now, early stopping apart, and the states: the arrays themselves, by name. */
    Map<String, Array> used() {
        Map<String, Array> used = new LinkedHashMap<>();
        for (Layout.Block block : layout.blocks()) {
            used.put(block.theta(), arrays.apply(averaged && block.moved() ? block.average() : block.theta()));
        }
        for (String part : task.model().names()) {
            used.put(layout.state(part), arrays.apply(layout.state(part)));
        }
        return used;
    }

    /** The result, in arrays of its own: the parameters of the best epoch where they were kept, else those of now. */
    Trained trained(TrainingStep whole, Progress progress, SavedParts saved) {
        Map<String, Array> chosen = progress.best.isEmpty() ? used() : progress.best;
        Map<String, Trained.Part> results = new LinkedHashMap<>();
        task.model().parts().forEach((name, network) -> {
            int from = layout.placement(name).offset();
            int to = from + network.parameterCount();
            String theta = layout.block(name).theta();
            results.put(
                    name,
                    new Trained.Part(
                            network,
                            Objects.requireNonNull(chosen.get(theta)).rows(from, to),
                            arrays.apply(theta).rows(from, to),
                            Memory.copy(Objects.requireNonNull(chosen.get(layout.state(name))))));
        });
        Map<String, Array> slots = new LinkedHashMap<>();
        for (String name : whole.initial().keySet()) {
            if (!name.equals(TrainingStep.STEP)) {
                slots.put(name, Memory.copy(arrays.apply(name)));
            }
        }
        return new Trained(results, task.plain(), slots, progress.done, new History(progress.history), saved);
    }
}
