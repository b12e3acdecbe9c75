package dev.lemma.bench.workload;

import java.util.List;

/**
 * One piece of work that peers do as well. It is a {@link SteadyWorkload} (what a unit of work costs once everything is
 * built and warm) or a {@link StartupWorkload} (what a whole process costs).
 */
public interface Workload {

    /** The name on the command line, {@code W01}; the peers' README defines the work under the same name. */
    String id();

    /** What is computed, in one line. */
    String title();

    /** The cases, each timed by itself. */
    List<Case> cases();

    /** The scripts that time the peers; none if nobody else does this work. */
    List<PeerScript> peers();

    /** Arguments our JVM needs beyond those every run gets, such as a heap size. */
    default List<String> jvmArguments() {
        return List.of();
    }
}
