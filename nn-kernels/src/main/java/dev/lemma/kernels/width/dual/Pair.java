package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * Centred Gaussian pairs (u, v), many at once, as expressions that broadcast together.
 *
 * <p>The correlation ρ is carried as {@code 1 − ρ} and {@code 1 + ρ}, both to full relative accuracy: angles of nearly parallel inputs, and of inputs that
 * have come close to each other in a deep network, would be lost in ρ.
 *
 * <p>Derivatives go through q₁, q₂ and k alone: {@code 1 ∓ ρ} are taken as functions of these. Where a derivative does not exist or is infinite, at ρ = ±1 and at
 * variance 0, it is taken as 0, the mean of those from both sides.
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

    /** A value with a derivative rule in q₁, q₂ and k. */
    Tensor derived(Tensor value, CustomGradient.Rule rule) {
        return value.withGradient(List.of(q1, q2, k), (y, cotangent) -> {
            List<Tensor> given = new java.util.ArrayList<>(rule.cotangents(y, cotangent));
            for (int i = 0; i < 3; i++) {
                given.set(i, summed(given.get(i), List.of(q1, q2, k).get(i)));
            }
            return given;
        });
    }

    /** A cotangent summed over the axes along which its operand was stretched. */
    private static Tensor summed(Tensor cotangent, Tensor operand) {
        Tensor sum = cotangent;
        while (sum.rank() > operand.rank()) {
            sum = sum.sum(0);
        }
        for (int axis = 0; axis < operand.rank(); axis++) {
            if (operand.shape().extent(axis) == 1 && sum.shape().extent(axis) != 1) {
                sum = sum.sum(axis).expand(axis);
            }
        }
        return sum;
    }

    /** {@code 1/x}, and 0 where x is not positive. */
    static Tensor inverse(Tensor x) {
        Tensor positive = x.greaterThan(0);
        return Tensor.select(positive, Tensor.select(positive, x, x.filled(1)).reciprocal(), x.filled(0));
    }

    /** {@code √x}, whose derivative at 0 is taken as 0. */
    static Tensor root(Tensor x) {
        return x.sqrt()
                .withGradient(List.of(x), (y, c) -> List.of(c.times(inverse(y)).times(0.5)));
    }

    /** {@code √(q₁q₂)}. */
    public Tensor scale() {
        return derived(q1.times(q2).sqrt(), (y, c) -> {
            Tensor half = c.times(y).times(0.5);
            return List.of(half.times(inverse(q1)), half.times(inverse(q2)), c.times(k.filled(0)));
        });
    }

    /** {@code q₁q₂ − k² = q₁q₂(1 − ρ)(1 + ρ)}. */
    public Tensor determinant() {
        return derived(
                q1.times(q2).times(less.times(more)),
                (y, c) -> List.of(c.times(q2), c.times(q1), c.times(k).times(-2)));
    }

    /** A function of ρ with derivative f′(ρ): {@code ∂ρ/∂k = 1/√(q₁q₂)}, {@code ∂ρ/∂q = −ρ/2q}. */
    private Tensor ofCorrelation(Tensor value, Tensor slope) {
        return derived(value, (y, c) -> {
            Tensor each = c.times(slope);
            Tensor half = each.times(cosine()).times(-0.5);
            return List.of(half.times(inverse(q1)), half.times(inverse(q2)), each.times(inverse(scale())));
        });
    }

    /** {@code sin θ = √((1 − ρ)(1 + ρ))}, θ the angle with cosine ρ. */
    public Tensor sine() {
        Tensor value = less.times(more).sqrt();
        return ofCorrelation(value, more.minus(less).times(-0.5).times(inverse(value)));
    }

    /** {@code cos θ = ρ}. */
    public Tensor cosine() {
        Tensor value = more.minus(less).times(0.5);
        return ofCorrelation(value, value.filled(1));
    }

    /** θ = arccos ρ in [0, π], as {@code 2 arctan √((1 − ρ)/(1 + ρ))}: accurate at both ends. */
    public Tensor angle() {
        return ofCorrelation(
                less.dividedBy(more).sqrt().atan().times(2),
                inverse(less.times(more).sqrt()).negate());
    }

    /** {@code π − θ}, accurate at both ends. */
    public Tensor supplement() {
        return ofCorrelation(
                more.dividedBy(less).sqrt().atan().times(2),
                inverse(less.times(more).sqrt()));
    }
}
