/**
 * The two sides of a comparison. Each side is a process that builds and warms what it times, says {@code ready}, and then
 * times one round for every line {@code go} on its standard input: so ours and the peers' can alternate in one run, and a
 * disturbance of the machine hits both. Peers are Python ({@code harness.py}), ours is {@link dev.lemma.bench.side.Measure}.
 *
 * <p>The words: {@code ready {json}}, then per {@code go} one {@code time {json}} (or {@code lost {json}}) for each thing
 * timed and {@code done}; {@code next} leaves the stage, after which a script may say {@code ready} again or end.
 */
@NullMarked
package dev.lemma.bench.side;

import org.jspecify.annotations.NullMarked;
