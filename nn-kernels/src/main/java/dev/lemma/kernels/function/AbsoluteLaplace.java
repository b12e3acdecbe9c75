package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = exp(−‖x − x′‖₁/l)}, the product of a Laplace kernel for each coordinate; with the Euclidean distance it is {@link Matern} with ν = ½.
 *
 * @param length l &gt; 0, in the unit of x
 */
public record AbsoluteLaplace(double length) implements Kernel {

    public AbsoluteLaplace {
        Check.positive("length", length);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor l = hyper.positive("length", length);
        return pairs.sum((a, b) -> a.minus(b).abs())
                .times(l.reciprocal().negate())
                .exp();
    }
}
