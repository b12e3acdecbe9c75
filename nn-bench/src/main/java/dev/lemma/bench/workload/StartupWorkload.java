package dev.lemma.bench.workload;

import java.util.List;

/** Work timed as a whole process: from its start to its end, on a warm page cache. */
public interface StartupWorkload extends Workload {

    /** The class whose {@code main} does the work and returns. */
    String mainClass(Case which);

    /** The arguments of that {@code main}. */
    default List<String> arguments(Case which, Setup setup) {
        return List.of();
    }
}
