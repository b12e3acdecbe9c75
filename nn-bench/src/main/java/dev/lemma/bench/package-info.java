/**
 * Benchmarks: {@link dev.lemma.bench.Bench} sets our workloads against other libraries in one run, and {@code jmh} times
 * primitives by themselves. Never published; other modules do not depend on it.
 */
@NullMarked
package dev.lemma.bench;

import org.jspecify.annotations.NullMarked;
