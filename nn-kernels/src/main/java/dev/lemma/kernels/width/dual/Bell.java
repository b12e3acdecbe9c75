package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * {@code f(x) = a·e^{−cx²}}, c > 0: with {@code D = (1 + 2cq₁)(1 + 2cq₂) − 4c²k²}, {@code T = a² D^{−1/2}} and {@code Ṫ = 4c²a² k D^{−3/2}}.
 *
 * @param scale a
 * @param rate c
 */
public record Bell(double scale, double rate) implements Dual {

    private Tensor root(Pair pair) {
        double c = 2 * rate;
        return pair.q1()
                .plus(pair.q2())
                .times(c)
                .plus(1)
                .plus(pair.determinant().times(c * c))
                .sqrt();
    }

    @Override
    public Tensor product(Pair pair) {
        return root(pair).reciprocal().times(scale * scale);
    }

    @Override
    public Tensor slope(Pair pair) {
        Tensor root = root(pair);
        return pair.k().dividedBy(root.square().times(root)).times(4 * rate * rate * scale * scale);
    }

    @Override
    public Tensor mean(Tensor q) {
        return q.times(2 * rate).plus(1).sqrt().reciprocal().times(scale);
    }
}
