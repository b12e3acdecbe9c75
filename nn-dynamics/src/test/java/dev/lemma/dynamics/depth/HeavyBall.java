package dev.lemma.dynamics.depth;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;

/** Descent with momentum, for tests of a module below the optimisers. */
record HeavyBall(double rate) implements Optimizer {
    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor m = slots.zeros("m").times(0.9).plus(g.times(0.1));
        return Update.by(m.times(-rate)).store("m", m);
    }
}
