package dev.lemma.examples.program;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Tensor;

/** An activation with an option, as its user writes it. */
public record Swish(@Default("1") double beta) implements Activation {
    public Swish {
        Check.positive("beta", beta);
    }

    @Override
    public Tensor apply(Tensor z) {
        return z.times(z.times(beta).sigmoid());
    }
}
