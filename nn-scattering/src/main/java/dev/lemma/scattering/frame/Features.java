package dev.lemma.scattering.frame;

import dev.lemma.api.tensor.Array;
import java.util.List;

/**
 * What a network of frames makes of signals.
 *
 * @param orders Φ⁰, Φ¹, …: {@code [.., paths, grid of the layer]}
 * @param propagated what leaves the last layer, {@code [.., paths, grid]}
 */
public record Features(List<Array> orders, Array propagated) {

    public Features {
        orders = List.copyOf(orders);
    }

    /** {@code ‖Φⁿ‖²} for each order. */
    public double[] energies() {
        return orders.stream().mapToDouble(Features::energy).toArray();
    }

    /** The energy of what is propagated beyond the last layer. */
    public double propagatedEnergy() {
        return energy(propagated);
    }

    private static double energy(Array values) {
        double sum = 0;
        for (int i = 0; i < values.shape().size(); i++) {
            sum += values.get(i) * values.get(i);
        }
        return sum;
    }
}
