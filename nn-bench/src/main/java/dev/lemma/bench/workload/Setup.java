package dev.lemma.bench.workload;

/**
 * How a case is to run.
 *
 * @param threads the number of threads that may compute; the process is pinned to as many cores
 * @param vector  whether the Vector API may be used
 */
public record Setup(int threads, boolean vector) {

    public Setup {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: got " + threads + ", expected at least 1");
        }
    }
}
