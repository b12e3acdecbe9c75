package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;

/**
 * In training each number is set to 0 with probability {@code rate} and divided by {@code 1 − rate} otherwise,
 * independently, so that its mean stays; in evaluation nothing happens. What is dropped follows from the key of the
 * step and the place in the network.
 *
 * @param rate in [0, 1)
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014</a>
 */
public record Dropout(double rate) implements Layer {

    public Dropout {
        Check.inHalfOpenUnit("rate", rate);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (!scope.training() || rate == 0) {
            return x;
        }
        Tensor kept = Draws.bernoulli(scope.key(), 1 - rate, x.type(), x.shape().extents());
        return x.times(kept.times(1 / (1 - rate)));
    }
}
