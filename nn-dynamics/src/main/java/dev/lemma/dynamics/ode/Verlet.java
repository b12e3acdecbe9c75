package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;

/**
 * The method of Störmer and Verlet (leapfrog), of order 2 and symmetric.
 *
 * <pre>{@code
 * p ← p + h/2·F(q)        q ← q + h·v(p)        p ← p + h/2·F(q)
 * }</pre>
 */
public record Verlet() implements Splitting {

    @Override
    public int order() {
        return 2;
    }

    @Override
    public int evaluations() {
        return 2;
    }

    @Override
    public Point move(Separable field, Point from, Tensor h) {
        Tensor half = h.times(0.5);
        return from.kick(field, half).drift(field, h).kick(field, half);
    }
}
