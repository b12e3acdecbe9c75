package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = exp(−2 Σⱼ sin²(π(xⱼ − x′ⱼ)/p)/l²)}: functions with period p in each coordinate.
 *
 * <p>It is the Gaussian kernel of the points {@code (cos 2πxⱼ/p, sin 2πxⱼ/p)}, and so positive definite in any dimension. The same formula with the Euclidean
 * distance under one sine, as scikit-learn has it, is positive definite in one dimension only.
 *
 * @param length l &gt; 0, of the circle's radius
 * @param period p &gt; 0, in the unit of x
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, (4.31)</a>
 */
public record Periodic(double length, double period) implements Kernel {

    public Periodic {
        Check.positive("length", length);
        Check.positive("period", period);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor l = hyper.positive("length", length);
        Tensor frequency = hyper.positive("period", period).reciprocal().times(2 * Math.PI);
        Pairs circles = pairs.map(rows -> {
            Tensor angle = rows.times(frequency);
            return Tensor.concat(1, angle.cos(), angle.sin());
        });
        return circles.squaredDistance()
                .times(l.square().reciprocal().times(-0.5))
                .exp();
    }
}
