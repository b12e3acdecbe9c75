package dev.lemma.dynamics;

import static dev.lemma.dynamics.DynamicsPoints.SOLVER;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.dynamics.ode.BogackiShampine;
import dev.lemma.dynamics.ode.DormandPrince5;
import dev.lemma.dynamics.ode.DormandPrince8;
import dev.lemma.dynamics.ode.Euler;
import dev.lemma.dynamics.ode.Heun;
import dev.lemma.dynamics.ode.Midpoint;
import dev.lemma.dynamics.ode.Rodas4;
import dev.lemma.dynamics.ode.RungeKutta4;
import dev.lemma.dynamics.ode.SymplecticEuler;
import dev.lemma.dynamics.ode.ThreeEighths;
import dev.lemma.dynamics.ode.Tsitouras5;
import dev.lemma.dynamics.ode.Verlet;
import dev.lemma.dynamics.ode.Yoshida;

/** The solvers of this module. */
public final class DynamicsPlugin implements NnPlugin {

    private static final String HAIRER = "doi:10.1007/978-3-540-78862-1";
    private static final String GEOMETRIC = "doi:10.1007/3-540-30666-8";

    @Override
    public String id() {
        return "lemma.dynamics";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(SOLVER, "euler", new Euler())
                .summary("order 1, steps of given length")
                .formula("y + h·f")
                .cite(HAIRER);
        to.add(SOLVER, "heun", new Heun())
                .summary("order 2, steps of given length")
                .cite(HAIRER);
        to.add(SOLVER, "midpoint", new Midpoint())
                .summary("order 2, steps of given length")
                .cite(HAIRER);
        to.add(SOLVER, "rk4", new RungeKutta4())
                .summary("the classical method of order 4, steps of given length")
                .cite(HAIRER);
        to.add(SOLVER, "three-eighths", new ThreeEighths())
                .summary("Kutta's rule of order 4, steps of given length")
                .cite(HAIRER);
        to.add(SOLVER, "bosh3", new BogackiShampine())
                .summary("order 3(2), adaptive: for loose tolerances")
                .cite("doi:10.1016/0893-9659(89)90079-7");
        to.add(SOLVER, "dopri5", new DormandPrince5())
                .summary("order 5(4), adaptive")
                .cite("doi:10.1016/0771-050X(80)90013-3");
        to.add(SOLVER, "tsit5", new Tsitouras5())
                .summary("order 5(4), adaptive: the one to begin with")
                .cite("doi:10.1016/j.camwa.2011.06.002");
        to.add(SOLVER, "dop853", new DormandPrince8())
                .summary("order 8, adaptive: for tight tolerances")
                .cite(HAIRER);
        to.add(SOLVER, "rodas4", new Rodas4())
                .summary("order 4(3), adaptive, linearly implicit: for stiff equations")
                .cite("doi:10.1007/978-3-642-05221-7");
        to.add(SOLVER, "symplectic-euler", new SymplecticEuler())
                .summary("order 1, for separable fields")
                .cite(GEOMETRIC);
        to.add(SOLVER, "verlet", new Verlet())
                .summary("order 2, symplectic, for separable fields")
                .cite(GEOMETRIC);
        to.add(SOLVER, "yoshida4", new Yoshida())
                .summary("order 4, symplectic, for separable fields")
                .cite("doi:10.1016/0375-9601(90)90092-3");
    }
}
