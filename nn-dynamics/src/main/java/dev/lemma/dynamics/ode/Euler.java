package dev.lemma.dynamics.ode;

/**
 * Euler's method, of order 1: {@code y⁺ = y + h·f(t, y)}.
 *
 * <p>One evaluation per step. On {@code y′ = λy} it is stable for {@code |1 + hλ| ≤ 1}. A residual block {@code x + h·f(x)} is one step of it.
 */
public record Euler() implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(1, new double[][] {{}}, 1);

    @Override
    public Tableau tableau() {
        return TABLEAU;
    }
}
