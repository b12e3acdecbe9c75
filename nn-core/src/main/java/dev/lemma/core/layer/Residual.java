package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code y = x + γ f(x)}: a residual block, and the explicit Euler step of {@code ẋ = f(x)} with step γ. Parameters
 * have the names that f gives them.
 *
 * @param branch f, whose output has the shape of its input
 * @param gamma γ, a finite number
 * @see <a href="https://arxiv.org/abs/1512.03385">He, Zhang, Ren and Sun 2015</a>
 */
public record Residual(Layer branch, double gamma) implements Layer {

    public Residual {
        Check.given("branch", branch);
        Check.finite("gamma", gamma);
    }

    /** {@code y = x + f(x)}. */
    public Residual(Layer branch) {
        this(branch, 1);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Tensor f = branch.apply(scope, x);
        if (!f.shape().equals(x.shape())) {
            throw new ShapeException("residual: the branch turns " + x.shape() + " into " + f.shape()
                    + ": expected the same shape; bring the input to it with a layer before, or use Parallel"
                    + " with a map on each branch");
        }
        return x.plus(f.times(gamma));
    }
}
