package dev.lemma.dynamics.ode;

/**
 * Heun's method, of order 2: the explicit trapezoidal rule.
 *
 * <pre>{@code
 * k₁ = f(t, y)    k₂ = f(t + h, y + h·k₁)    y⁺ = y + h/2·(k₁ + k₂)
 * }</pre>
 *
 * <p>Two evaluations per step.
 */
public record Heun() implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(2, new double[][] {{}, {1}}, 0.5, 0.5);

    @Override
    public Tableau tableau() {
        return TABLEAU;
    }
}
