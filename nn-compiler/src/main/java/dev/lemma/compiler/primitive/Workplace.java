package dev.lemma.compiler.primitive;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.concurrent.Team;

/** What a kernel works on and with: the places of its operands and its result, memory, threads, products. */
public interface Workplace {

    /** The place of the i-th operand. */
    Place operand(int i);

    /** The place of the result, contiguous. No operand lies there, but it holds old numbers. */
    Place result();

    /**
     * Numbers for use during a run. Several kernels have the same ones: what they hold when a run begins is arbitrary. They count in the bytes of the
     * execution.
     *
     * @return a {@code float[]} or {@code double[]} of at least that size
     */
    Object scratch(DType type, int size);

    /**
     * Numbers for this kernel alone, 0 at first, kept from run to run. They count in the bytes of the execution.
     *
     * @return a {@code float[]} or {@code double[]}
     */
    Object memory(DType type, int size);

    /** Counts bytes that the kernel has made elsewhere for itself. */
    void count(long bytes);

    /**
     * The threads of the executor. How work is cut into parts must not depend on their number. For memory per part see
     * {@link dev.lemma.compiler.concurrent.Desks}.
     */
    Team team();

    /** The executor's matrix products. */
    MatrixProducts products();
}
