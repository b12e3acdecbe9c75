package dev.lemma.core.compiler.product;

/**
 * Moves part of a float32 matrix into a panel, in vectors: {@code count} rows {@code fs} apart are copied {@code ts} apart, or
 * {@code count} squares of rows are transposed; see {@link PackAssembler}.
 */
interface FloatPacker {
    void run(float[] from, int fo, int fs, float[] to, int at, int ts, int count);
}
