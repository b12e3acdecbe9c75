package dev.lemma.bench.report;

/**
 * Something timed.
 *
 * @param name         a peer's name, or {@code lemma}
 * @param samples      its timings
 * @param units        units per timing
 * @param firstSeconds from nothing to the end of the first call
 * @param note         what the reader must know
 */
public record Measured(String name, Samples samples, long units, double firstSeconds, String note) {}
