package dev.lemma.dynamics.ode;

import java.util.Optional;

/**
 * The method of Tsitouras, of order 5 with an embedded one of order 4: the one to begin with.
 *
 * <p>Six evaluations per step, the seventh stage being the first of the next. Its coefficients satisfy only the first of the simplifying assumptions,
 * which leaves freedom for smaller errors than those of {@link DormandPrince5}. Dense output of order 4, continuously differentiable, at no further
 * evaluation.
 *
 * @param relative relative tolerance, at least 0
 * @param absolute absolute tolerance, at least 0, in the unit of y
 * @see <a href="https://doi.org/10.1016/j.camwa.2011.06.002">Tsitouras 2011, Runge-Kutta pairs of order 5(4) satisfying only the first column
 *     simplifying assumption (table 1)</a>
 */
public record Tsitouras5(double relative, double absolute) implements RungeKutta {

    private static final Tableau TABLEAU = Tableau.of(
                    5,
                    new double[][] {
                        {},
                        {0.161},
                        {-0.008480655492356989, 0.335480655492357},
                        {2.8971530571054935, -6.359448489975075, 4.3622954328695815},
                        {5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525},
                        {
                            5.86145544294642,
                            -12.92096931784711,
                            8.159367898576159,
                            -0.071584973281401,
                            -0.028269050394068383
                        },
                        {
                            0.09646076681806523,
                            0.01,
                            0.4798896504144996,
                            1.379008574103742,
                            -3.290069515436081,
                            2.324710524099774
                        }
                    },
                    0.09646076681806523,
                    0.01,
                    0.4798896504144996,
                    1.379008574103742,
                    -3.290069515436081,
                    2.324710524099774,
                    0)
            .estimate(
                    0.0017800110522257773,
                    0.0008164344596567463,
                    -0.007880878010261994,
                    0.1447110071732629,
                    -0.5823571654525552,
                    0.45808210592918686,
                    -0.015151515151515152)
            .dense(4, new double[0][], new double[][] {
                {0.9999999999999999, -2.763706197274826, 2.9132554618219126, -1.0530884977290216},
                {0, 0.13169999999999998, -0.2234, 0.1017},
                {0, 3.930296236894751, -5.941033872131505, 2.490627285651253},
                {0, -12.411077166933676, 30.338188630282318, -16.548102889244902},
                {0, 37.50931341651104, -88.1789048947664, 47.37952196281928},
                {0, -27.896526289197286, 65.09189467479368, -34.87065786149661},
                {0, 1.5, -4, 2.5}
            });

    public Tsitouras5 {
        new Tolerance(relative, absolute);
    }

    /** With a relative tolerance of 1e-3 and an absolute one of 1e-6. */
    public Tsitouras5() {
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
