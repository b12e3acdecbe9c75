package dev.lemma.dynamics.ode;

import java.util.Optional;

/**
 * The method of Bogacki and Shampine, of order 3 with an embedded one of order 2.
 *
 * <p>Three evaluations per step, the fourth stage being the first of the next. Dense output: the cubic of Hermite, of order 3. For loose tolerances.
 *
 * @param relative relative tolerance, at least 0
 * @param absolute absolute tolerance, at least 0, in the unit of y
 * @see <a href="https://doi.org/10.1016/0893-9659(89)90079-7">Bogacki and Shampine 1989, A 3(2) pair of Runge-Kutta formulas</a>
 */
public record BogackiShampine(double relative, double absolute) implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(
                    3,
                    new double[][] {{}, {1 / 2.0}, {0, 3 / 4.0}, {2 / 9.0, 1 / 3.0, 4 / 9.0}},
                    2 / 9.0,
                    1 / 3.0,
                    4 / 9.0,
                    0)
            .estimate(2 / 9.0 - 7 / 24.0, 1 / 3.0 - 1 / 4.0, 4 / 9.0 - 1 / 3.0, -1 / 8.0);

    public BogackiShampine {
        new Tolerance(relative, absolute);
    }

    /** With a relative tolerance of 1e-3 and an absolute one of 1e-6. */
    public BogackiShampine() {
        this(1e-3, 1e-6);
    }

    @Override
    public Tableau tableau() {
        return TABLEAU;
    }

    @Override
    public Optional<Tolerance> tolerance() {
        return Optional.of(new Tolerance(relative, absolute));
    }
}
