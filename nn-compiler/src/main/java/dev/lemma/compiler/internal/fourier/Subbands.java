package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;

/** The loops of sub-bands and their adjoints, for arrays of one number type: {@code float[]} or {@code double[]}. Indices are where real and imaginary parts begin. */
interface Subbands {

    static Subbands of(DType type) {
        return type == DType.FLOAT32
                ? new FloatSubbands(Vectors.on() ? new VectorFloatSums() : new PlainFloatSums())
                : new DoubleSubbands(Vectors.on() ? new VectorDoubleSums() : new PlainDoubleSums());
    }

    /** Where the filter of n points at {@code at} is not 0: a run of the frequencies up to the middle, and one of those above; four numbers. */
    void support(Object filters, int at, int n, int[] bounds, int to);

    /** One line through one filter. */
    void line(
            Object lines,
            int re,
            Object linesI,
            int im,
            Object filters,
            int w,
            int n,
            int step,
            int[] bounds,
            int bound,
            Object out,
            int outRe,
            int outIm);

    /** Adds what one filter sends back to one line. */
    void lineAdjoint(
            Object bands,
            int re,
            Object bandsI,
            int im,
            Object filters,
            int w,
            int n,
            int step,
            int[] bounds,
            int bound,
            Object out,
            int outRe,
            int outIm);

    /** Zeros. */
    void clear(Object out, int at, int count);

    /** One row of the sub-bands of pictures. */
    void planeRow(
            Object pictures,
            int re,
            Object picturesI,
            int im,
            Object bank,
            int w,
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            int row,
            Object out,
            int outRe,
            int outIm);

    /** One row of what the filters send back to pictures. */
    void planeRowAdjoint(
            Object bands,
            int re,
            Object bandsI,
            int im,
            Object bank,
            int w,
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            int row,
            Object out,
            int outRe,
            int outIm);
}
