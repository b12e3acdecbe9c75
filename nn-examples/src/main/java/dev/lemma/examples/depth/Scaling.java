package dev.lemma.examples.depth;

import dev.lemma.api.network.Parametrization;
import java.util.List;

/**
 * A parametrisation, and with which powers of the width n a network of two hidden layers goes under it.
 *
 * @param parametrization which
 * @param id in claims
 * @param name in figures
 * @param exponents of the quantities of {@link WidthCheck}, in the order of its components
 */
record Scaling(Parametrization parametrization, String id, String name, List<Double> exponents) {

    /** All four. */
    static final List<Scaling> ALL = List.of(
            new Scaling(Parametrization.STANDARD, "standard", "standard", List.of(0.0, 0.0, 0.5, -0.5, 0.5, 1.0)),
            new Scaling(Parametrization.NTK, "ntk", "NTK", List.of(0.0, 0.0, 0.0, -0.5, -0.5, 0.0)),
            new Scaling(
                    Parametrization.MEAN_FIELD, "mean-field", "mean-field", List.of(0.0, -0.5, -0.5, 0.0, 0.0, 0.0)),
            new Scaling(Parametrization.MUP, "mup", "μP", List.of(0.0, -0.5, 0.0, 0.0, 0.0, 0.0)));
}
