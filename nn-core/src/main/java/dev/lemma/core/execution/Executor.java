package dev.lemma.core.execution;

/**
 * Runs routines. There are two, held together by tests: {@code reference} computes one operation at a time, plainly; {@code fused} is the fast one.
 */
public interface Executor {

    /** The name in messages and on the command line. */
    String name();

    /** Prepares a routine and gives it memory of its own, its states being zero. */
    Execution open(Routine routine);
}
