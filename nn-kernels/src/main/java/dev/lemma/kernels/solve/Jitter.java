package dev.lemma.kernels.solve;

import dev.lemma.api.check.Check;

/**
 * What may be added to the diagonal of a matrix whose Cholesky factorisation fails for rounding: first nothing, then {@code first}, then ten times as much each
 * time, up to {@code most}, relative to the mean of the diagonal.
 *
 * @param first &gt; 0
 * @param most at least first; 0 allows no jitter at all
 */
public record Jitter(double first, double most) {

    /** 1e-14 to 1e-8 of the mean of the diagonal. */
    public static final Jitter USUAL = new Jitter(1e-14, 1e-8);

    /** None: a matrix that is not positive definite is an error. */
    public static final Jitter NONE = new Jitter(1e-14, 0);

    public Jitter {
        Check.positive("first", first);
        Check.notNegative("most", most);
    }
}
