/**
 * Threads for steps that last microseconds. The work of a compiled program is cut into parts by shape alone, never by the
 * number of threads; a {@link dev.lemma.compiler.concurrent.Team} then deals the parts to whoever is free, so that more threads
 * change the time and nothing else.
 */
@NullMarked
package dev.lemma.compiler.concurrent;

import org.jspecify.annotations.NullMarked;
