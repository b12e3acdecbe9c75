package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;

/**
 * {@code f(x) = left} for x &lt; 0, {@code right} for x > 0: Heaviside, sign. With c = (l + r)/2 and h = (r − l)/2, {@code T = c² + h²(1 − 2θ/π)}; Ṫ = 0, as the
 * derivative is zero almost everywhere.
 *
 * @param left value below 0
 * @param right value above 0
 * @see <a href="https://papers.nips.cc/paper/3628-kernel-methods-for-deep-learning">Cho and Saul 2009, arc-cosine kernel of order 0</a>
 */
public record Step(double left, double right) implements Dual {

    @Override
    public Tensor product(Pair pair) {
        double c = (left + right) / 2;
        double h = (right - left) / 2;
        return pair.angle().times(-2 * h * h / Math.PI).plus(c * c + h * h);
    }

    @Override
    public Tensor slope(Pair pair) {
        return pair.k().filled(0);
    }

    @Override
    public Tensor mean(Tensor q) {
        return q.filled((left + right) / 2);
    }
}
