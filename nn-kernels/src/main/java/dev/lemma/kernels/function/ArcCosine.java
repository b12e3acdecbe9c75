package dev.lemma.kernels.function;

import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * The arc-cosine kernel of order n: infinitely many random neurons {@code max(0, ⟨w, x⟩)ⁿ}, w ~ N(0, I), times two.
 *
 * <pre>{@code
 * k(x, x′) = ‖x‖ⁿ‖x′‖ⁿ Jₙ(θ)/π = 2 E[⟨w, x⟩₊ⁿ ⟨w, x′⟩₊ⁿ],   θ the angle of x and x′
 * J₀ = π − θ      J₁ = sin θ + (π − θ) cos θ      J₂ = 3 sin θ cos θ + (π − θ)(1 + 2cos²θ)
 * }</pre>
 *
 * <p>The angle comes from {@code u = x/‖x‖}: {@code tan θ/2 = ‖u − u′‖/‖u + u′‖}, which is accurate near 0 and π, where an arc cosine loses half of the digits.
 * Derivatives are those of {@code J₂′ = 4J₁, J₁′ = J₀, J₀′ = 1/sin θ} in {@code cos θ}: finite for n ≥ 1; for n = 0 taken as 0 at θ = 0 and π. A zero vector has
 * k = 0 with all others for n ≥ 1; for n = 0, where its angle is not defined, π/2 is taken. No hyper-parameters.
 *
 * @param order n: 0, 1 or 2
 * @see <a href="https://papers.nips.cc/paper/3628">Cho and Saul 2009, (3) to (6)</a>
 */
public record ArcCosine(int order) implements Kernel {

    private static final double TINY = 1e-30;

    /** Below this π − θ the terms of J₁ and J₂ cancel, and their power series takes over. */
    private static final double NEAR_OPPOSITE = 0.75;

    /** Terms of those series that still count there. */
    private static final int TERMS = 11;

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    public ArcCosine {
        if (order < 0 || order > 2) {
            throw new IllegalArgumentException("order: expected 0, 1 or 2, got " + order);
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Pairs units = pairs.map(rows -> {
            Tensor norm = Pairs.root(rows.square().sum(1));
            return rows.dividedBy(Tensor.select(norm, norm, norm.filled(1)).expand(-1));
        });
        Tensor angular =
                angular(order, units.squaredDistance(), units.squaredSum()).times(1 / Math.PI);
        if (order == 0) {
            return angular;
        }
        return angular.times(pairs.ofLeft(this::power)).times(pairs.ofRight(this::power));
    }

    private Tensor power(Tensor rows) {
        Tensor square = rows.square().sum(1);
        return order == 2 ? square : Pairs.root(square);
    }

    /** Jₙ, by its power series where that is better. */
    private static Tensor near(Tensor rest, int n, double scale, Tensor direct) {
        // δ = π − θ:  J₁ = Σ (−1)ᵏ⁺¹ 2k/(2k+1)! δ²ᵏ⁺¹,  J₂ = Σ (−1)ᵏ (k−1)/(2k+1)! (2δ)²ᵏ⁺¹
        Tensor t = rest.times(scale);
        Tensor square = t.square();
        Tensor sum = null;
        for (int k = TERMS; k >= n; k--) {
            double factorial = 1;
            for (int i = 2; i <= 2 * k + 1; i++) {
                factorial *= i;
            }
            double coefficient = (n == FIRST ? 2.0 * k : k - 1.0) / factorial * ((k - n) % 2 == 0 ? 1 : -1);
            sum = sum == null ? t.filled(coefficient) : sum.times(square).plus(coefficient);
        }
        Tensor series = Objects.requireNonNull(sum)
                .times(n == FIRST ? t.pow(3) : t.pow(4).times(t));
        return Tensor.select(rest.lessThan(NEAR_OPPOSITE), series, direct);
    }

    /**
     * Jₙ as a function of {@code a = ‖u − u′‖² = 2 − 2cos θ}.
     *
     * @param b {@code ‖u + u′‖²}, for its digits only
     */
    private static Tensor angular(int n, Tensor a, Tensor b) {
        Tensor r = a.sqrt();
        Tensor s = b.sqrt();
        Tensor rest = s.dividedBy(r.maximum(TINY)).atan().times(2); // π − θ
        Tensor sine = r.times(s).times(0.5);
        Tensor cosine = b.minus(a).times(0.25);
        Tensor value =
                switch (n) {
                    case 0 -> rest;
                    case 1 -> near(rest, FIRST, 1, sine.plus(rest.times(cosine)));
                    default ->
                        near(
                                rest,
                                SECOND,
                                2,
                                sine.times(cosine)
                                        .times(3)
                                        .plus(rest.times(
                                                cosine.square().times(2).plus(1))));
                };
        return value.withGradient(List.of(a), (j, cotangent) -> {
            Tensor slope =
                    switch (n) {
                        case 0 ->
                            Tensor.select(
                                    sine,
                                    Tensor.select(sine, sine, sine.filled(1)).reciprocal(),
                                    sine.filled(0));
                        case 1 -> angular(0, a, b);
                        default -> angular(1, a, b).times(4);
                    };
            return List.of(cotangent.times(slope).times(-0.5));
        });
    }
}
