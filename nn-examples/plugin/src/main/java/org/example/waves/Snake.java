package org.example.waves;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Tensor;

/**
 * Snake: {@code φ(x) = x + sin²(αx)/α}, for functions that repeat themselves.
 *
 * @param alpha α, above 0: the frequency
 * @see <a href="https://arxiv.org/abs/2006.08195">Ziyin, Hartwig and Ueda 2020, Neural Networks Fail to Learn Periodic Functions
 *     and How to Fix It</a>
 */
public record Snake(double alpha) implements Activation {

    public Snake {
        Check.positive("alpha", alpha);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.plus(x.times(alpha).sin().square().times(1 / alpha));
    }
}
