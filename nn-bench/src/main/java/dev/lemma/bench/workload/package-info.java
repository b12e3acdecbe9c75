/**
 * What is measured. A {@link dev.lemma.bench.workload.Workload} names its cases and the peers' script that does the same
 * work; it is prepared and timed in a process of its own, so that the number of threads and the flags of the JVM are right.
 *
 * <p>A workload that joins the command adds one class here and one line to {@link dev.lemma.bench.workload.Workloads}. It
 * may use only what every user has: a case that is written for this comparison alone proves nothing.
 */
@NullMarked
package dev.lemma.bench.workload;

import org.jspecify.annotations.NullMarked;
