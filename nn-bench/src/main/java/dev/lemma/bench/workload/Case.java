package dev.lemma.bench.workload;

import java.util.List;

/**
 * One thing a workload times, and how to know the peers that time the same thing: by data type, by unit and by what
 * their names contain.
 *
 * @param name    what distinguishes it within the workload
 * @param dtype   {@code float32} or {@code float64}
 * @param unit    what a time is the time of, in the peers' words: {@code step}, {@code call}, ...
 * @param with    a peer's name contains one of these (no restriction if empty)
 * @param without and none of these
 */
public record Case(String name, String dtype, String unit, List<String> with, List<String> without) {

    public Case {
        if (name.isBlank() || name.contains(",")) {
            throw new IllegalArgumentException("case name: got \"" + name + "\", expected a name without commas");
        }
        with = List.copyOf(with);
        without = List.copyOf(without);
    }

    /** A case that is compared with every peer of that data type and unit. */
    public static Case of(String name, String dtype, String unit) {
        return new Case(name, dtype, unit, List.of(), List.of());
    }

    /** The same case, compared only with peers whose name contains one of {@code parts}. */
    public Case with(String... parts) {
        return new Case(name, dtype, unit, List.of(parts), without);
    }

    /** The same case, not compared with peers whose name contains one of {@code parts}. */
    public Case without(String... parts) {
        return new Case(name, dtype, unit, with, List.of(parts));
    }

    /** Whether that peer does this work. */
    public boolean matches(String peer, String peerDtype, String peerUnit) {
        return dtype.equals(peerDtype)
                && unit.equals(peerUnit)
                && (with.isEmpty() || with.stream().anyMatch(peer::contains))
                && without.stream().noneMatch(peer::contains);
    }

    /** Name and data type: unique within a workload. */
    public String key() {
        return name + " " + dtype;
    }
}
