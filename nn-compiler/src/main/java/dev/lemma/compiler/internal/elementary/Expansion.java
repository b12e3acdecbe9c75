package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;

/** A function of one real number as straight-line code of a chain. */
@FunctionalInterface
public interface Expansion {
    /**
     * Appends the function at the value {@code x} to {@code b}, in the precision of {@code b.type()}, and returns the
     * value's number.
     */
    int expand(ChainBuilder b, int x);
}
