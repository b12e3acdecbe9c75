package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.scalar.ScalarFunction;

/**
 * The expectations of any function, by {@link GaussianQuadrature} of its expression. Nothing is declared: kinks and jumps are found in the expression.
 */
public final class QuadratureDual implements Dual {

    private final GaussianQuadrature value;
    private final GaussianQuadrature derivative;

    /** The expectations of f, with f′ from its expression. */
    public QuadratureDual(ScalarFunction f) {
        this.value = new GaussianQuadrature(f);
        this.derivative = new GaussianQuadrature(f.derivative());
    }

    @Override
    public Tensor product(Pair pair) {
        return Tensor.apply(new ProductMean(value), pair.q1(), pair.q2(), pair.less(), pair.more());
    }

    @Override
    public Tensor slope(Pair pair) {
        return Tensor.apply(new ProductMean(derivative), pair.q1(), pair.q2(), pair.less(), pair.more());
    }

    @Override
    public Tensor square(Tensor q) {
        return Tensor.apply(new PowerMean(value, 2), q);
    }

    @Override
    public Tensor mean(Tensor q) {
        return Tensor.apply(new PowerMean(value, 1), q);
    }
}
