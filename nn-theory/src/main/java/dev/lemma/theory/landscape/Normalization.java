package dev.lemma.theory.landscape;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.core.network.Network;

/**
 * How long a random direction ξ is in each part of θ. A network of ReLUs is the same function when what enters a unit is multiplied by c and what leaves it
 * is divided by c; a slice that says something of the function should not change then.
 *
 * <p><b>The usual filter-wise normalisation does change:</b> {@link #FILTERS} scales the filters into a unit and leaves out what leaves it. {@link #WEIGHTS} does not change
 * for any network, {@link #NEURONS} not for two layers.
 */
public enum Normalization {
    /** {@code d = ξ}, standard normal. */
    NONE {
        @Override
        void scale(Network network, double[] theta, double[] xi) {}
    },
    /** {@code dᵢ = |θᵢ|·ξᵢ}: exactly invariant under the rescaling of units, for any depth. */
    WEIGHTS {
        @Override
        void scale(Network network, double[] theta, double[] xi) {
            for (int i = 0; i < xi.length; i++) {
                xi[i] *= Math.abs(theta[i]);
            }
        }
    },
    /**
     * Two layers: for each hidden unit, the row that enters it with its bias is one group, the column that leaves it another, and d has the norm of θ in each; the last
     * bias is a group of its own. Exactly invariant under the rescaling of units. Deeper networks are refused: a matrix between two hidden layers would be row and column at once.
     */
    NEURONS {
        @Override
        void scale(Network network, double[] theta, double[] xi) {
            TwoLayers layers = TwoLayers.of(network, "normalization NEURONS");
            for (int unit = 0; unit < layers.width(); unit++) {
                group(theta, xi, layers.entering(unit));
                group(theta, xi, layers.leaving(unit));
            }
            group(theta, xi, layers.rest());
        }
    },
    /**
     * Each filter of a convolution and each row of a dense layer has the norm of θ there; biases and gains stay where they are. As in the paper, for comparison with it: not
     * invariant.
     *
     * @see <a href="https://arxiv.org/abs/1712.09913">Li et al. 2018, Visualizing the loss landscape of neural nets</a>
     */
    FILTERS {
        @Override
        void scale(Network network, double[] theta, double[] xi) {
            for (Parameter parameter : network.parameters()) {
                int size = parameter.shape().size();
                int from = parameter.offset();
                if (parameter.shape().rank() < 2) {
                    multiply(xi, range(from, size, 1), 0);
                } else {
                    int filters = parameter.shape().extent(0);
                    for (int j = 0; j < filters; j++) {
                        group(theta, xi, range(from + j * (size / filters), size / filters, 1));
                    }
                }
            }
        }
    };

    /** Multiplies parts of ξ. */
    abstract void scale(Network network, double[] theta, double[] xi);

    Array direction(Network network, Array theta, Key key) {
        double[] xi = new double[network.parameterCount()];
        Randomness.normal(key, xi);
        scale(network, theta.toDoubles(), xi);
        return Array.vector(xi);
    }

    private static int[] range(int from, int count, int step) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = from + i * step;
        }
        return places;
    }

    /** Gives ξ the norm of θ at these places. */
    private static void group(double[] theta, double[] xi, int[] places) {
        double own = 0;
        double drawn = 0;
        for (int i : places) {
            own += theta[i] * theta[i];
            drawn += xi[i] * xi[i];
        }
        multiply(xi, places, drawn == 0 ? 0 : Math.sqrt(own / drawn));
    }

    private static void multiply(double[] xi, int[] places, double factor) {
        for (int i : places) {
            xi[i] *= factor;
        }
    }
}
