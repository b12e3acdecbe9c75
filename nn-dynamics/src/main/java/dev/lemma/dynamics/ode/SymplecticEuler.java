package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;

/** The symplectic Euler method, of order 1: {@code p ← p + h·F(q), q ← q + h·v(p)}. */
public record SymplecticEuler() implements Splitting {

    @Override
    public int order() {
        return 1;
    }

    @Override
    public int evaluations() {
        return 1;
    }

    @Override
    public Point move(Separable field, Point from, Tensor h) {
        return from.kick(field, h).drift(field, h);
    }
}
