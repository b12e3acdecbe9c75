package dev.lemma.scattering;

import dev.lemma.api.check.Check;

/** What is done to coefficients before they are given out. */
public sealed interface Normalization permits Normalization.None, Normalization.Logarithm, Normalization.Renormalized {

    /** Nothing. */
    record None() implements Normalization {}

    /**
     * {@code log(S + ε)}: products, such as a resonance times an excitation, become sums. S of order 0 can be negative; there it is {@code log(|S| + ε)}.
     *
     * @param epsilon ε &gt; 0, in the units of the signal
     */
    record Logarithm(double epsilon) implements Normalization {
        public Logarithm {
            Check.positive("epsilon", epsilon);
        }
    }

    /**
     * Each coefficient divided by that of the path without its last filter, {@code S[λ₁ … λₘ]/(S[λ₁ … λₘ₋₁] + ε)}; those of order 1 by {@code |x| ∗ φ + ε}. Order 0 stays.
     *
     * @param epsilon ε &gt; 0, in the units of the signal
     * @see <a href="https://arxiv.org/abs/1304.6763">Andén and Mallat 2014, Deep scattering spectrum, (24), (25)</a>
     */
    record Renormalized(double epsilon) implements Normalization {
        public Renormalized {
            Check.positive("epsilon", epsilon);
        }
    }
}
