package dev.lemma.dynamics.sde;

import dev.lemma.dynamics.ode.VectorField;
import java.util.Objects;

/**
 * The right side of {@code dX = f(t, X) dt + g(t, X) dW}.
 *
 * @param drift f, in the shape of X
 * @param diffusion g, in the shape of X: number i of X has noise of its own, {@code gᵢ dWᵢ}
 */
public record StochasticField(VectorField drift, VectorField diffusion) {

    public StochasticField {
        Objects.requireNonNull(drift, "drift");
        Objects.requireNonNull(diffusion, "diffusion");
    }
}
