package dev.lemma.bench.workload;

/** Work timed once everything is built and warm: training steps, products, kernel matrices. */
public interface SteadyWorkload extends Workload {

    /**
     * Builds a case, data included; what happens here is not timed. All cases of a run are prepared in one JVM before
     * the first of them is timed.
     */
    Work prepare(Case which, Setup setup);
}
