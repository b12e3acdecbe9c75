package dev.lemma.api.special;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code yₙ(x) = e^{x²} iⁿerfc(x)}, the scaled repeated integral of the complementary error function: erfcx for n = 0.
 *
 * <pre>{@code
 * yₙ(x) = 2/(√π n!) ∫₀^∞ tⁿ e^{−t² − 2xt} dt        yₙ′ = −2(n + 1) yₙ₊₁
 * }</pre>
 *
 * <p>All are positive, so the n-th derivative of erfcx, {@code (−2)ⁿ n! yₙ}, keeps its relative accuracy where {@code 2x erfcx(x) − 2/√π} loses all of it.
 *
 * @param order n ≥ 0
 * @see <a href="https://dlmf.nist.gov/7.18">Digital library of mathematical functions, 7.18</a>
 */
public record ScaledErfcIntegral(int order) implements Elementwise {

    public ScaledErfcIntegral {
        Check.atLeast("order", order, 0);
    }

    @Override
    public String name() {
        return "erfcx" + order;
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor partial(int i, Tensor y) {
        return Tensor.apply(new ScaledErfcIntegral(order + 1), y.operand(0)).times(-2.0 * (order + 1));
    }
}
