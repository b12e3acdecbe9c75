package dev.lemma.generative.process;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;

/**
 * A process with the affine kernel
 *
 * <pre>{@code
 * x_t | x₀ ~ N(a(t) x₀, v(t) I)          dx = (a′/a) x dt + √(v′ − 2 (a′/a) v) dw
 * }</pre>
 *
 * <p>Scale a and variance v are everything: drift and diffusion follow from them by differentiation, unless a process knows better. Of what is written
 * in terms of {@code λ = log(a/√v)}, half the logarithm of the signal-to-noise ratio, nothing depends on the parametrisation of time.
 *
 * @see <a href="https://arxiv.org/abs/2107.00630">Kingma et al. 2021</a>, <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, appendix B</a>
 */
public interface AffineProcess extends DiffusionProcess {

    /** a(t) ≥ 0, element by element; a(0) = 1. */
    Tensor scale(Tensor t);

    /** v(t) ≥ 0, element by element; v(0) = 0. */
    Tensor variance(Tensor t);

    /** The law of noise that the process ends in, or nearly. */
    Prior prior();

    /** The smallest time that samplers and losses go to by default: below it a score can hardly be learnt. 0 for chains of whole steps. */
    default double cutoff() {
        return 1e-3 * horizon();
    }

    /** Whether only whole times are meant. */
    default boolean isDiscrete() {
        return false;
    }

    /** f(t) = a′/a, where the drift is f(t) x. */
    default Tensor driftRate(Tensor t) {
        Tensor a = scale(t);
        return Derivatives.jvp(a, t, t.filled(1)).dividedBy(a);
    }

    @Override
    default Tensor drift(Tensor x, Tensor t) {
        return x.times(driftRate(t));
    }

    /** g²(t) = v′ − 2 f v. */
    @Override
    default Tensor diffusionSquared(Tensor t) {
        Tensor v = variance(t);
        return Derivatives.jvp(v, t, t.filled(1)).minus(driftRate(t).times(v).times(2));
    }

    /** Everything that is known of a time, as expressions of it. */
    default Moment at(Tensor t) {
        return Moment.of(this, t);
    }
}
