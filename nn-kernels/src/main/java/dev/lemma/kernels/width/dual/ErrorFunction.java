package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * {@code f(x) = a·erf(bx) + c}.
 *
 * <pre>{@code
 * T = a²(2/π) arcsin(2b²k/√((1 + 2b²q₁)(1 + 2b²q₂))) + c²        Ṫ = a²b²(4/π)/√D
 * D = (1 + 2b²q₁)(1 + 2b²q₂) − 4b⁴k²
 * }</pre>
 *
 * The arcsine is taken as {@code arctan(2b²k/√D)}, which loses nothing near ±1.
 *
 * @param scale a
 * @param rate b
 * @param offset c
 * @see <a href="https://proceedings.neurips.cc/paper/1996/hash/ae5e3ce40e0404a45ecacaaf05e5f735-Abstract.html">Williams 1996, Computing with infinite
 *     networks</a>
 */
public record ErrorFunction(double scale, double rate, double offset) implements Dual {

    private Tensor root(Pair pair) {
        double b = 2 * rate * rate;
        return pair.q1()
                .plus(pair.q2())
                .times(b)
                .plus(1)
                .plus(pair.determinant().times(b * b))
                .sqrt();
    }

    @Override
    public Tensor product(Pair pair) {
        Tensor angle = pair.k().times(2 * rate * rate).dividedBy(root(pair)).atan();
        return angle.times(scale * scale * 2 / Math.PI).plus(offset * offset);
    }

    @Override
    public Tensor slope(Pair pair) {
        return root(pair).reciprocal().times(scale * scale * rate * rate * 4 / Math.PI);
    }

    @Override
    public Tensor mean(Tensor q) {
        return q.filled(offset);
    }
}
