package dev.lemma.compiler.internal.window;

/** How numbers of one type are moved about: {@code A} is {@code float[]} or {@code double[]}. Stateless. */
interface Moves<A> {

    /** {@code to[t + i·tStep] ← from[f + i·fStep]}, {@code i < n}. */
    void copy(A from, int f, int fStep, A to, int t, int tStep, int n);

    /** {@code to[t + r·tPitch + i] ← from[f + r·fPitch + i]}, {@code i < n}, {@code r < rows}. */
    void copyRows(A from, int f, int fPitch, A to, int t, int tPitch, int rows, int n);

    /** {@code to[t + i·tStep + r] ← from[f + r·fStep + i]}, {@code i < n}, {@code r < rows}. */
    void transpose(A from, int f, int fStep, int rows, A to, int t, int tStep, int n);

    /** {@code to[t + i] ← from[f + index[i]]} for every {@code i} of the index. */
    void permute(A from, int f, A to, int t, int[] index);

    /** {@code to[t + i] += from[f + i]}, {@code i < n}. */
    void add(A from, int f, A to, int t, int n);

    /** Zeros from {@code from} (inclusive) to {@code to} (exclusive). */
    void zero(A a, int from, int to);
}
