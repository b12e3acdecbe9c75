package dev.lemma.optim.sampling;

import dev.lemma.api.tensor.Tensor;

/** Of positions [d, chains], one column per chain. */
final class Columns {

    /** Up to this many coordinates are added one by one, as a part of the element-wise expression around them. */
    private static final int FEW = 8;

    private Columns() {}

    /** {@code |x|²} [chains]. */
    static Tensor squaredNorm(Tensor x) {
        if (x.shape().extent(0) > FEW) {
            return x.square().sum(0);
        }
        Tensor sum = x.at(0, 0).square();
        for (int i = 1; i < x.shape().extent(0); i++) {
            sum = sum.plus(x.at(0, i).square());
        }
        return sum;
    }
}
