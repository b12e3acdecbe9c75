package dev.lemma.compiler.internal.window;

import org.jspecify.annotations.Nullable;

/** Max pooling by 2 × 2 windows at stride 2 without padding, float32: the common case, with the rules of {@link MaxPool}. */
interface PairMaximum {

    /** Planes of {@code inH} rows and {@code inW} columns; a last odd row or column is left out. {@code values} may be null. */
    void planes(
            int planes,
            float[] x,
            int from,
            int inH,
            int inW,
            float[] places,
            int to,
            float @Nullable [] values,
            int valuesTo);
}
