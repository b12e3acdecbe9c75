package dev.lemma.bench.workload;

/** A prepared case. */
@FunctionalInterface
public interface Work extends AutoCloseable {

    /**
     * Does {@code units} units one after the other and returns when the last result is in memory. An implementation
     * reads a result of the last unit and throws if it is not finite, so that no unit can be left out.
     */
    void run(int units);

    /** A number that lets the result be compared with the peers', or nothing. */
    default String note() {
        return "";
    }

    @Override
    default void close() {}
}
