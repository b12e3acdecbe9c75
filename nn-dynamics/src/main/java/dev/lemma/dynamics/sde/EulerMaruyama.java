package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Tensor;

/**
 * The method of Euler and Maruyama, of strong order ½, and 1 where g does not depend on X: {@code X⁺ = X + f·h + g·ΔW}.
 *
 * <p>One evaluation of f and g per step; of weak order 1.
 *
 * @see <a href="https://doi.org/10.1007/978-3-662-12616-5">Kloeden and Platen 1992, section 10.2</a>
 */
public record EulerMaruyama() implements SdeSolver {

    @Override
    public double strongOrder() {
        return 0.5;
    }

    @Override
    public int evaluations() {
        return 1;
    }

    @Override
    public Tensor step(StochasticField field, Tensor t, Tensor x, Tensor h, Noise noise) {
        return x.plus(field.drift().at(t, x).times(h))
                .plus(field.diffusion().at(t, x).times(noise.increment()));
    }
}
