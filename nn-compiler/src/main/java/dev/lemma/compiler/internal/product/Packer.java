package dev.lemma.compiler.internal.product;

/**
 * Moves part of a matrix, in vectors: {@code count} rows {@code fs} apart are copied {@code ts} apart, or
 * {@code count} squares of rows are transposed; see {@link PackAssembler}. {@code A} is {@code float[]} or {@code double[]}.
 */
interface Packer<A> {
    void run(A from, int fo, int fs, A to, int at, int ts, int count);
}
