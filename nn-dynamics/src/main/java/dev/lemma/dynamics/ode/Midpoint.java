package dev.lemma.dynamics.ode;

/**
 * The explicit midpoint rule, of order 2: {@code y⁺ = y + h·f(t + h/2, y + h/2·f(t, y))}.
 *
 * <p>Two evaluations per step.
 */
public record Midpoint() implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(2, new double[][] {{}, {0.5}}, 0, 1);

    @Override
    public Tableau tableau() {
        return TABLEAU;
    }
}
