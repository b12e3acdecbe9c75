package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = (1 + ‖x − x′‖²/2al²)^{−a}}: Gaussian kernels of many lengths; Gaussian of length l for a → ∞.
 *
 * @param mixture a &gt; 0; the smaller, the more different the lengths
 * @param length l &gt; 0, in the unit of x
 */
public record RationalQuadratic(double mixture, double length) implements Kernel {

    public RationalQuadratic {
        Check.positive("mixture", mixture);
        Check.positive("length", length);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor a = hyper.positive("mixture", mixture);
        Tensor l = hyper.positive("length", length);
        Tensor ratio =
                pairs.squaredDistance().times(a.times(l.square()).times(2).reciprocal());
        return ratio.log1p().times(a.negate()).exp();
    }
}
