package dev.lemma.dynamics.ode;

/**
 * The classical method of Runge and Kutta, of order 4.
 *
 * <pre>{@code
 * k₁ = f(t, y)              k₂ = f(t + h/2, y + h/2·k₁)
 * k₃ = f(t + h/2, y + h/2·k₂)    k₄ = f(t + h, y + h·k₃)
 * y⁺ = y + h/6·(k₁ + 2k₂ + 2k₃ + k₄)
 * }</pre>
 *
 * <p>Four evaluations per step. Stable on the negative axis for {@code h|λ| < 2.785}. What torchdiffeq calls rk4 is {@link ThreeEighths}.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-78862-1">Hairer, Nørsett and Wanner 1993, table II.1.2</a>
 */
public record RungeKutta4() implements RungeKutta {

    private static final Tableau TABLEAU =
            Tableau.of(4, new double[][] {{}, {0.5}, {0, 0.5}, {0, 0, 1}}, 1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0);

    @Override
    public Tableau tableau() {
        return TABLEAU;
    }
}
