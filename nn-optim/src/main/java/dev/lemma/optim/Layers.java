package dev.lemma.optim;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Vectors of the size of θ, parameter by parameter. */
final class Layers {

    private Layers() {}

    /** The parameter's part of a vector, flat. */
    static Tensor part(Tensor vector, Parameter parameter) {
        return vector.slice(
                0, parameter.offset(), parameter.offset() + parameter.shape().size());
    }

    /** A vector made of the rule's results for each parameter's part, which are flat and as long as it. */
    static Tensor map(Tensor vector, Slots slots, BiFunction<Parameter, Tensor, Tensor> rule) {
        List<Tensor> parts = new ArrayList<>();
        for (Parameter parameter : slots.parameters()) {
            parts.add(rule.apply(parameter, part(vector, parameter)));
        }
        return parts.isEmpty() ? vector : Tensor.concat(0, parts);
    }
}
