package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import java.util.Map;

/**
 * Runs routines. There are two, held together by tests: {@code reference} computes one operation at a time, plainly; {@code fused} is the fast one.
 */
public interface Executor {

    /** The name in messages and on the command line. */
    String name();

    /**
     * What decides how its results are rounded, as a text that is equal only where the bits are: not the number of threads, but the vectors and the
     * library of matrix products.
     */
    default String arithmetic() {
        return name();
    }

    /** Prepares a routine and gives it memory of its own, its states being zero. */
    default Execution open(Routine routine) {
        return open(routine, Map.of());
    }

    /**
     * Prepares a routine whose leaves named here live in the caller's arrays: what is written there is what the next run reads, and what a run
     * leaves in a state is there to be read, without copies. Executions that are given the same array share it, and must not run at the same time.
     *
     * @param memory arrays of some inputs and states, each in the leaf's shape and type
     */
    Execution open(Routine routine, Map<Tensor, Array> memory);
}
