package dev.lemma.bench.workload;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Adam as somebody writes it who does not have Lemma's: the formula, against the language alone.
 *
 * @param rate η
 */
record PluginAdam(double rate) implements Optimizer {

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor m = slots.zeros("m").times(0.9).plus(g.times(1 - 0.9));
        Tensor v = slots.zeros("v").times(0.999).plus(g.square().times(1 - 0.999));
        Tensor mHat = m.dividedBy(slots.step().times(Math.log(0.9)).expm1().negate());
        Tensor vHat = v.dividedBy(slots.step().times(Math.log(0.999)).expm1().negate());
        Tensor delta = mHat.dividedBy(vHat.sqrt().plus(1e-8)).times(-rate);
        return Update.by(delta).store("m", m).store("v", v);
    }
}
