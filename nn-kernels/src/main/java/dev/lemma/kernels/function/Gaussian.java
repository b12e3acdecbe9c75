package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = exp(−‖x − x′‖²/2l²)}; with γ = 1/2l² this is {@code exp(−γ‖x − x′‖²)}. Its functions are analytic.
 *
 * @param length l &gt; 0, in the unit of x
 */
public record Gaussian(double length) implements Kernel {

    public Gaussian {
        Check.positive("length", length);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor l = hyper.positive("length", length);
        return pairs.squaredDistance()
                .times(l.square().reciprocal().times(-0.5))
                .exp();
    }
}
