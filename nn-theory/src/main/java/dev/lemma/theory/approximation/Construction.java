package dev.lemma.theory.approximation;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.network.Network;

/**
 * A network whose weights are known, built to represent a function: float64, ReLU.
 *
 * @param network the network, like any other
 * @param theta its weights
 * @param width units in the widest hidden layer
 * @param affineLayers affine maps, the last included
 * @param exactError largest distance from the function on its domain; an upper bound where the factory says so
 */
public record Construction(Network network, Array theta, int width, int affineLayers, double exactError) {

    static Construction of(AffineStack stack, double exactError) {
        Network network = stack.network();
        return new Construction(network, stack.theta(network), stack.width(), stack.depth(), exactError);
    }

    /** The values at points of one variable. */
    public double[] values(double... x) {
        return values(Array.of(Shape.of(x.length, 1), x));
    }

    /** The values at points [n, d]. */
    public double[] values(Array x) {
        return network.values(theta, x).toDoubles();
    }

    /** The number of affine pieces on [from, to], counted by slopes between neighbours of a grid that holds all breakpoints. */
    public int pieces(double from, double to, int cells) {
        double[] x = new double[cells + 1];
        for (int i = 0; i <= cells; i++) {
            x[i] = from + (to - from) * i / cells;
        }
        double[] y = values(x);
        int pieces = 1;
        for (int i = 2; i <= cells; i++) {
            double before = (y[i - 1] - y[i - 2]) / (x[i - 1] - x[i - 2]);
            double after = (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
            pieces += Math.abs(after - before) > 1e-6 * (1 + Math.abs(before)) ? 1 : 0;
        }
        return pieces;
    }
}
