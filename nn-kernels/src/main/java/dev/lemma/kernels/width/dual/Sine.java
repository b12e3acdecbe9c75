package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * {@code f(x) = a·sin(bx + c)}; the cosine has another phase. With {@code h = b²(q₁ + q₂)/2} and {@code z = b²k}
 *
 * <pre>{@code
 * T = a²(e^{−h} sinh z + sin²c · e^{−h−z})        Ṫ = a²b²(e^{−h} cosh z − sin²c · e^{−h−z})
 * }</pre>
 *
 * where {@code e^{−h} sinh z = −½ sign(z) e^{|z|−h} expm1(−2|z|)} neither overflows nor cancels for small variances.
 *
 * @param scale a
 * @param rate b
 * @param phase c
 */
public record Sine(double scale, double rate, double phase) implements Dual {

    private double squaredSine() {
        double s = Math.sin(phase);
        return Math.abs(s) < 1e-15 ? 0 : s * s;
    }

    private Tensor half(Pair pair) {
        return pair.q1().plus(pair.q2()).times(rate * rate / 2);
    }

    @Override
    public Tensor product(Pair pair) {
        Tensor h = half(pair);
        Tensor z = pair.k().times(rate * rate);
        Tensor size = z.abs();
        Tensor sinh = size.minus(h)
                .exp()
                .times(size.times(-2).expm1())
                .times(z.sign())
                .times(-0.5);
        Tensor rest = h.plus(z).negate().exp().times(squaredSine());
        return sinh.plus(rest).times(scale * scale);
    }

    @Override
    public Tensor slope(Pair pair) {
        Tensor h = half(pair);
        Tensor z = pair.k().times(rate * rate);
        Tensor rising = z.minus(h).exp().times(0.5);
        Tensor falling = h.plus(z).negate().exp().times(0.5 - squaredSine());
        return rising.plus(falling).times(scale * scale * rate * rate);
    }

    @Override
    public Tensor mean(Tensor q) {
        return q.times(-rate * rate / 2).exp().times(scale * Math.sin(phase));
    }
}
