package dev.lemma.scattering;

import dev.lemma.api.check.Check;

/** Over how much a scattering transform averages, and so against which shifts it is invariant. */
public sealed interface Averaging permits Averaging.Over, Averaging.Global, Averaging.None {

    /**
     * Over about T samples, by the low-pass filter φ of bandwidth 0.1/T; the output is sub-sampled by the greatest power of two that is at most T.
     *
     * @param samples T ≥ 1
     */
    record Over(double samples) implements Averaging {
        public Over {
            if (!(samples >= 1)) {
                throw new IllegalArgumentException("averaging: expected a time of at least 1 sample, got " + samples
                        + ": for no averaging, say so");
            }
            Check.finite("averaging", samples);
        }
    }

    /** Over the whole signal: one number for each path. */
    record Global() implements Averaging {}

    /** Not at all: the moduli themselves, each at the rate its band allows. */
    record None() implements Averaging {}
}
