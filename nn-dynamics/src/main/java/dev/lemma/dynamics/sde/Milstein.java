package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;

/**
 * Milstein's method, of strong order 1.
 *
 * <pre>{@code
 * Xᵢ⁺ = Xᵢ + fᵢ·h + gᵢ·ΔWᵢ + ½ gᵢ ∂gᵢ/∂Xᵢ (ΔWᵢ² − h)
 * }</pre>
 *
 * <p>gᵢ may depend on t and on Xᵢ, not on other numbers of the state: then this needs no double integrals of the path, and its order is 1. The derivative is that of the
 * expression, {@code (∂g/∂X)·g}, by forward mode. One evaluation of f, about two of g per step.
 *
 * @see <a href="https://doi.org/10.1007/978-3-662-12616-5">Kloeden and Platen 1992, section 10.3</a>
 */
public record Milstein() implements SdeSolver {

    @Override
    public double strongOrder() {
        return 1;
    }

    @Override
    public int evaluations() {
        return 1;
    }

    @Override
    public Tensor step(StochasticField field, Tensor t, Tensor x, Tensor h, Noise noise) {
        Tensor g = field.diffusion().at(t, x);
        Tensor bend = Derivatives.jvp(g, x, g);
        return new EulerMaruyama()
                .step(field, t, x, h, noise)
                .plus(bend.times(noise.increment().square().minus(h)).times(0.5));
    }
}
