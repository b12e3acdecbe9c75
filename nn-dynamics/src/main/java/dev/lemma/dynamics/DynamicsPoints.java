package dev.lemma.dynamics;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.dynamics.ode.Solver;

/** The extension points whose types are of this module. */
public final class DynamicsPoints {

    /** Methods for ordinary differential equations. */
    public static final ExtensionPoint<Solver> SOLVER = new ExtensionPoint<>("solver", Solver.class);

    private DynamicsPoints() {}
}
