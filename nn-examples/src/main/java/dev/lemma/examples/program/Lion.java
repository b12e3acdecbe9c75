package dev.lemma.examples.program;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;

/**
 * An optimiser as its user writes it: steps of one size in every coordinate, along the sign of a moment.
 *
 * @param rate size of the steps
 * @param beta1 weight of the moment in the direction
 * @param beta2 decay of the moment
 */
public record Lion(
        double rate,
        @Default("0.9") double beta1,
        @Default("0.99") double beta2) implements Optimizer {
    public Lion {
        Check.positive("rate", rate);
        Check.inUnitInterval("beta1", beta1);
        Check.inUnitInterval("beta2", beta2);
    }

    @Override
    public Update update(Tensor gradient, Slots slots) {
        Tensor m = slots.zeros("momentum");
        Tensor direction = m.times(beta1).plus(gradient.times(1 - beta1)).sign();
        return Update.by(direction.times(-rate))
                .store("momentum", m.times(beta2).plus(gradient.times(1 - beta2)));
    }
}
