package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;

/**
 * Which positions of a run are kept: after {@code burnIn} steps every {@code thinning}-th, {@code samples} times.
 *
 * @param burnIn steps before the first that counts, ≥ 0
 * @param samples positions kept per chain, ≥ 1
 * @param thinning steps from one to the next, ≥ 1
 */
public record Recording(int burnIn, int samples, int thinning) {

    public Recording {
        Check.atLeast("burnIn", burnIn, 0);
        Check.atLeastOne("samples", samples);
        Check.atLeastOne("thinning", thinning);
        Math.addExact(burnIn, Math.multiplyExact(samples, thinning));
    }

    /** Only the position after so many steps. */
    public static Recording last(int steps) {
        return new Recording(0, 1, Check.atLeastOne("steps", steps));
    }

    /** Steps of the whole run. */
    public int steps() {
        return burnIn + samples * thinning;
    }
}
