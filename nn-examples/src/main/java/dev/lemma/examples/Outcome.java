package dev.lemma.examples;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run found.
 *
 * @param claims in the order they are shown; their ids differ
 * @param artifacts files written beside those of the report and of {@link RunContext#artifact}, which are listed without being
 *     named here
 */
public record Outcome(List<Claim> claims, List<Path> artifacts) {

    public Outcome {
        claims = List.copyOf(claims);
        artifacts = List.copyOf(artifacts);
        Set<String> ids = new HashSet<>();
        for (Claim claim : claims) {
            if (!ids.add(claim.id())) {
                throw new IllegalArgumentException(
                        "Two claims have the id \"" + claim.id() + "\"; ids tell claims apart in the JSON file.");
            }
        }
    }

    /** Claims alone. */
    public static Outcome of(Claim... claims) {
        return new Outcome(List.of(claims), List.of());
    }

    /** Claims alone. */
    public static Outcome of(List<Claim> claims) {
        return new Outcome(claims, List.of());
    }

    /** Whether every claim holds; true if there is none. */
    public boolean holds() {
        return claims.stream().allMatch(Claim::holds);
    }
}
