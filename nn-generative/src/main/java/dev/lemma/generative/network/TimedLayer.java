package dev.lemma.generative.network;

import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A part of a network that sees a time, and perhaps a label, beside its input. */
@FunctionalInterface
public interface TimedLayer {

    /**
     * The expression of the output, of the shape of x.
     *
     * @param scope where parameters come from
     * @param x samples [n, …]
     * @param time in [0, 1]: [n, 1], or [1, 1] when all samples have one
     * @param label classes [n] or [1], of which the last means none; null for networks without
     */
    Tensor apply(Scope scope, Tensor x, Tensor time, @Nullable Tensor label);
}
