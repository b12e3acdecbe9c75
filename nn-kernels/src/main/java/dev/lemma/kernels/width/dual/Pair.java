package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * Centred Gaussian pairs (u, v), many at once, as expressions that broadcast together.
 *
 * <p>The correlation ρ is carried as {@code 1 − ρ} and {@code 1 + ρ}, both to full relative accuracy: angles of nearly parallel inputs, and of inputs that
 * have come close to each other in a deep network, would be lost in ρ.
 *
 * @param q1 variance of u
 * @param q2 variance of v
 * @param k covariance {@code ρ√(q₁q₂)}
 * @param less {@code 1 − ρ}, in [0, 2]
 * @param more {@code 1 + ρ}, in [0, 2]
 */
public record Pair(Tensor q1, Tensor q2, Tensor k, Tensor less, Tensor more) {

    /** The pair u = v. */
    public static Pair same(Tensor q) {
        return new Pair(q, q, q, q.filled(0), q.filled(2));
    }

    /** {@code √(q₁q₂)}. */
    public Tensor scale() {
        return q1.times(q2).sqrt();
    }

    /** {@code q₁q₂ − k² = q₁q₂(1 − ρ)(1 + ρ)}. */
    public Tensor determinant() {
        return q1.times(q2).times(less.times(more));
    }

    /** {@code sin θ = √((1 − ρ)(1 + ρ))}, θ the angle with cosine ρ. */
    public Tensor sine() {
        return less.times(more).sqrt();
    }

    /** {@code cos θ = ρ}. */
    public Tensor cosine() {
        return more.minus(less).times(0.5);
    }

    /** θ = arccos ρ in [0, π], as {@code 2 arctan √((1 − ρ)/(1 + ρ))}: accurate at both ends. */
    public Tensor angle() {
        return less.dividedBy(more).sqrt().atan().times(2);
    }

    /** {@code π − θ}, accurate at both ends. */
    public Tensor supplement() {
        return more.dividedBy(less).sqrt().atan().times(2);
    }
}
