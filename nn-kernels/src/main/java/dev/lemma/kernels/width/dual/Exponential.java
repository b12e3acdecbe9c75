package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * {@code f(x) = a·e^{bx}}: {@code T = a² e^{b²(q₁ + q₂ + 2k)/2}}, {@code Ṫ = b²T}.
 *
 * @param scale a
 * @param rate b
 */
public record Exponential(double scale, double rate) implements Dual {

    @Override
    public Tensor product(Pair pair) {
        Tensor exponent = pair.q1().plus(pair.q2()).plus(pair.k().times(2)).times(rate * rate / 2);
        return exponent.exp().times(scale * scale);
    }

    @Override
    public Tensor slope(Pair pair) {
        return product(pair).times(rate * rate);
    }

    @Override
    public Tensor mean(Tensor q) {
        return q.times(rate * rate / 2).exp().times(scale);
    }
}
