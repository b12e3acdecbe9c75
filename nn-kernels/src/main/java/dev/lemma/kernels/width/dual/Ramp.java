package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * {@code f(x) = left·min(x, 0) + right·max(x, 0)}: ReLU (0, 1), leaky ReLU, the absolute value (−1, 1), the identity (1, 1).
 *
 * <pre>{@code
 * Ṫ = (l² + r²)/2 − (r − l)² θ/2π        T = (r − l)² √(q₁q₂) sin θ/2π + Ṫ k
 * }</pre>
 *
 * <p>With {@code κ = (r − l)²/(l² + r²)} the cosine after f is {@code ρ + (κ/π)(sin θ − θ cos θ)}; the bracket is {@code θ³/3 − …} by its series for small θ.
 *
 * @param left slope below 0
 * @param right slope above 0
 * @see <a href="https://papers.nips.cc/paper/3628-kernel-methods-for-deep-learning">Cho and Saul 2009, arc-cosine kernel of order 1</a>
 */
public record Ramp(double left, double right) implements Dual {

    private static final int TERMS = 8;

    private double jump() {
        return (right - left) * (right - left);
    }

    @Override
    public Tensor slope(Pair pair) {
        double mean = (left * left + right * right) / 2;
        if (jump() == 0) {
            return pair.k().filled(mean);
        }
        if (left == 0 || right == 0) {
            return pair.supplement().times(mean / Math.PI);
        }
        return pair.angle().times(-jump() / (2 * Math.PI)).plus(mean);
    }

    @Override
    public Tensor product(Pair pair) {
        Tensor linear = slope(pair).times(pair.k());
        Tensor value =
                pair.scale().times(pair.sine()).times(jump() / (2 * Math.PI)).plus(linear);
        // ∂T/∂q₁ = (r − l)² sin θ √(q₂/q₁)/4π, ∂T/∂k = Ṫ: no two infinite terms that cancel.
        return pair.derived(value, (t, c) -> {
            Tensor each = c.times(pair.scale()).times(pair.sine()).times(jump() / (4 * Math.PI));
            return List.of(
                    each.times(Pair.inverse(pair.q1())), each.times(Pair.inverse(pair.q2())), c.times(slope(pair)));
        });
    }

    @Override
    public Tensor square(Tensor q) {
        return q.times((left * left + right * right) / 2);
    }

    @Override
    public Tensor mean(Tensor q) {
        return Pair.root(q).times((right - left) / Math.sqrt(2 * Math.PI));
    }

    @Override
    public Pair after(Pair pair) {
        Pair even = left == -right
                ? new Pair(
                        pair.q1(),
                        pair.q2(),
                        pair.k().abs(),
                        pair.less().minimum(pair.more()),
                        pair.less().maximum(pair.more()))
                : pair;
        double kappa = left == 0 && right == 0 ? 0 : jump() / (left * left + right * right);
        Tensor rise = rise(even.angle(), even.sine(), even.cosine()).times(kappa / Math.PI);
        return new Pair(
                square(pair.q1()),
                square(pair.q2()),
                product(pair),
                even.less().minus(rise).maximum(0),
                even.more().plus(rise).minimum(2));
    }

    /** {@code sin θ − θ cos θ = Σₖ (−1)^{k+1} 2k θ^{2k+1}/(2k+1)!}. */
    private static Tensor rise(Tensor theta, Tensor sine, Tensor cosine) {
        Tensor squared = theta.square();
        Tensor series = squared.filled(coefficient(TERMS));
        for (int k = TERMS - 1; k >= 1; k--) {
            series = series.times(squared).plus(coefficient(k));
        }
        series = series.times(squared).times(theta);
        return Tensor.select(theta.lessThan(0.7), series, sine.minus(theta.times(cosine)));
    }

    private static double coefficient(int k) {
        double factorial = 1;
        for (int i = 2; i <= 2 * k + 1; i++) {
            factorial *= i;
        }
        return (k % 2 == 1 ? 2 * k : -2 * k) / factorial;
    }
}
