package dev.lemma.dynamics.ode;

import java.util.Optional;

/**
 * The method of Dormand and Prince, of order 5 with an embedded one of order 4 (RK45, dopri5).
 *
 * <p>Six evaluations per step, the seventh stage being the first of the next. Dense output of order 4, continuously differentiable, at no further
 * evaluation (Shampine's).
 *
 * @param relative relative tolerance, at least 0
 * @param absolute absolute tolerance, at least 0, in the unit of y
 * @see <a href="https://doi.org/10.1016/0771-050X(80)90013-3">Dormand and Prince 1980, A family of embedded Runge-Kutta formulae (RK5(4)7M)</a>
 * @see <a href="https://doi.org/10.1090/S0025-5718-1986-0815836-3">Shampine 1986, Some practical Runge-Kutta formulas (the dense output)</a>
 */
public record DormandPrince5(double relative, double absolute) implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(
                    5,
                    new double[][] {
                        {},
                        {1 / 5.0},
                        {3 / 40.0, 9 / 40.0},
                        {44 / 45.0, -56 / 15.0, 32 / 9.0},
                        {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
                        {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
                        {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}
                    },
                    35 / 384.0,
                    0,
                    500 / 1113.0,
                    125 / 192.0,
                    -2187 / 6784.0,
                    11 / 84.0,
                    0)
            .estimate(71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0)
            .dense(4, new double[0][], new double[][] {
                {1, -8048581381.0 / 2820520608.0, 8663915743.0 / 2820520608.0, -12715105075.0 / 11282082432.0},
                {},
                {0, 131558114200.0 / 32700410799.0, -68118460800.0 / 10900136933.0, 87487479700.0 / 32700410799.0},
                {0, -1754552775.0 / 470086768.0, 14199869525.0 / 1410260304.0, -10690763975.0 / 1880347072.0},
                {0, 127303824393.0 / 49829197408.0, -318862633887.0 / 49829197408.0, 701980252875.0 / 199316789632.0},
                {0, -282668133.0 / 205662961.0, 2019193451.0 / 616988883.0, -1453857185.0 / 822651844.0},
                {0, 40617522.0 / 29380423.0, -110615467.0 / 29380423.0, 69997945.0 / 29380423.0}
            });

    public DormandPrince5 {
        new Tolerance(relative, absolute);
    }

    /** With a relative tolerance of 1e-3 and an absolute one of 1e-6. */
    public DormandPrince5() {
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
