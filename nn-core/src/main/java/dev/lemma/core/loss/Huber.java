package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code r²/2} where |r| ≤ δ, {@code δ(|r| − δ/2)} elsewhere, r = f − y, per entry. PyTorch's {@code smooth_l1_loss}
 * with β = δ is this divided by δ.
 *
 * @param delta δ &gt; 0
 * @see <a href="https://doi.org/10.1214/aoms/1177703732">Huber 1964</a>
 */
public record Huber(double delta) implements Loss {

    public Huber {
        Check.positive("delta", delta);
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Tensor r =
                prediction.minus(Targets.aligned("huber", prediction, target)).abs();
        Tensor near = r.minimum(delta);
        return near.times(r.minus(near.times(0.5)));
    }
}
