/** JMH benchmarks of primitives, for looking at one loop at a time. {@link dev.lemma.bench.jmh.Jmh} runs them. */
@NullMarked
package dev.lemma.bench.jmh;

import org.jspecify.annotations.NullMarked;
