package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.dynamics.ode.Cost;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.Solution;
import dev.lemma.dynamics.ode.Tsitouras5;

/** A differential equation whose field is a network, and the gradient of what comes out of it. */
public final class FlowThroughANetwork {

    private FlowThroughANetwork() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Network field = Network.of(Shape.of(2), Sequential.of(new Dense(16), Activations.TANH, new Dense(2))).as(DType.FLOAT64);
        Ode flow = Ode.of(field).at(field.initialArray(Key.of(1))).solver(new Tsitouras5(1e-8, 1e-10));
        Array start = Array.matrix(new double[][] {{1, 0}, {0, 1}});

        Solution s = flow.solve(start, 0, 1);
        System.out.println(s.result().status() + ", at t = 1/2 " + s.atArray(0.5));
        Cost.Evaluation cost = flow.cost(y -> y.square().sum()).at(start, 0, 1);                // the gradient goes through the solver
        System.out.println("gradient of " + cost.gradient().thetaArray().shape());
    }
    // spotless:on
}
