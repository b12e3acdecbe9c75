package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;

/**
 * Yoshida's method of order 4: three steps of {@link Verlet}, the middle one backwards.
 *
 * <pre>{@code
 * w₁h, w₀h, w₁h        w₁ = 1/(2 − 2^⅓),  w₀ = 1 − 2w₁
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1016/0375-9601(90)90092-3">Yoshida 1990, Construction of higher order symplectic integrators</a>
 */
public record Yoshida() implements Splitting {

    private static final double OUTER = 1 / (2 - Math.cbrt(2));

    @Override
    public int order() {
        return 4;
    }

    @Override
    public int evaluations() {
        return 6;
    }

    @Override
    public Point move(Separable field, Point from, Tensor h) {
        Verlet verlet = new Verlet();
        Point first = verlet.move(field, from, h.times(OUTER));
        Point second = verlet.move(field, first, h.times(1 - 2 * OUTER));
        return verlet.move(field, second, h.times(OUTER));
    }
}
