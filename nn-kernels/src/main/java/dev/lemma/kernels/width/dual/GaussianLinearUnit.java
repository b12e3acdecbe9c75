package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * GELU, {@code f(x) = a·x·Φ(bx)}, Φ the normal distribution function. For a = b = 1, with {@code D = (1 + q₁)(1 + q₂) − k²},
 * {@code A = ¼ + arcsin(k/√((1 + q₁)(1 + q₂)))/2π} and {@code C = 1/(2π√D)}, integration by parts gives
 *
 * <pre>{@code
 * T = kA + C(q₁q₂ − k² + k²/(1 + q₁) + k²/(1 + q₂))
 * Ṫ = A + kC(1/(1 + q₁) + 1/(1 + q₂) + 1/D)
 * }</pre>
 *
 * and in general variances and covariance are multiplied by b² and T by (a/b)².
 *
 * @param scale a
 * @param rate b, not 0
 * @see <a href="https://arxiv.org/abs/2002.08517">Tsuchida et al. 2020, Avoiding kernel fixed points</a>
 */
public record GaussianLinearUnit(double scale, double rate) implements Dual {

    private Pair scaled(Pair pair) {
        double b = rate * rate;
        return new Pair(pair.q1().times(b), pair.q2().times(b), pair.k().times(b), pair.less(), pair.more());
    }

    private static Tensor determinant(Pair pair) {
        return pair.q1().plus(pair.q2()).plus(1).plus(pair.determinant());
    }

    private static Tensor both(Pair pair, Tensor root) {
        Tensor acute = root.dividedBy(pair.k().abs()).atan();
        return Tensor.select(pair.k().lessThan(0), acute, acute.negate().plus(Math.PI))
                .times(1 / (2 * Math.PI));
    }

    @Override
    public Tensor product(Pair given) {
        Pair pair = scaled(given);
        Tensor root = determinant(pair).sqrt();
        Tensor k = pair.k();
        Tensor squared = k.square();
        Tensor inverses = pair.q1().plus(1).reciprocal().plus(pair.q2().plus(1).reciprocal());
        Tensor bracket = pair.determinant().plus(squared.times(inverses));
        Tensor value = k.times(both(pair, root)).plus(bracket.dividedBy(root).times(1 / (2 * Math.PI)));
        return value.times(scale * scale / (rate * rate));
    }

    @Override
    public Tensor slope(Pair given) {
        Pair pair = scaled(given);
        Tensor determinant = determinant(pair);
        Tensor root = determinant.sqrt();
        Tensor sum = pair.q1()
                .plus(1)
                .reciprocal()
                .plus(pair.q2().plus(1).reciprocal())
                .plus(determinant.reciprocal());
        Tensor value = both(pair, root).plus(pair.k().times(sum).dividedBy(root).times(1 / (2 * Math.PI)));
        return value.times(scale * scale);
    }

    @Override
    public Tensor mean(Tensor q) {
        Tensor root = q.times(rate * rate).plus(1).times(2 * Math.PI).sqrt();
        return q.times(rate * scale).dividedBy(root);
    }
}
