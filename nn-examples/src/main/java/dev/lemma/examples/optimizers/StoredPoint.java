package dev.lemma.examples.optimizers;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.runtime.Catalogue;
import java.util.List;
import java.util.Map;

/**
 * Where another library stands after 100 steps from Rosenbrock's start, in float64: PyTorch 2.15, and optax 0.2.8 for Lion and
 * AdaBelief.
 *
 * @param name of the optimiser
 * @param options that make it the same rule
 */
record StoredPoint(String name, Map<String, ?> options, double u, double v) {

    static final int STEPS = 100;

    static final List<StoredPoint> ALL = List.of(
            new StoredPoint("sgd", Map.of("rate", 0.001), -0.9481863785401914, 0.9070941003539366),
            new StoredPoint("momentum", Map.of("rate", 2e-4), -0.8058493313758451, 0.6568329746476966),
            new StoredPoint("nesterov", Map.of("rate", 2e-4), -0.8543218623359359, 0.737910739939711),
            new StoredPoint("adagrad", Map.of("rate", 0.1), -0.9989403580926343, 1.0040985050092435),
            new StoredPoint("adadelta", Map.of("rate", 1), -1.0609567322825497, 1.1307262930520021),
            new StoredPoint("rmsprop", Map.of("rate", 0.01), -0.9788631379184852, 0.9643678863278281),
            new StoredPoint("adam", Map.of("rate", 0.05), -0.907633009069284, 0.8290034093531102),
            new StoredPoint(
                    "adamw", Map.of("rate", 0.05, "weightDecay", 0.05), -0.7346238444305375, 0.5479624496345894),
            new StoredPoint("amsgrad", Map.of("rate", 0.05, "beta2", 0.95), -0.9439659875136059, 0.8969406052158122),
            new StoredPoint("adamax", Map.of("rate", 0.05), -1.0232919291094555, 1.0525293820405666),
            new StoredPoint("nadam", Map.of("rate", 0.02), -1.0151233773898332, 1.0367550713180957),
            new StoredPoint("radam", Map.of("rate", 5e-4), -0.9536358802896701, 1.0936507204823904),
            new StoredPoint("lion", Map.of("rate", 0.01, "weightDecay", 0.02), -0.601840446935448, 0.3829356044381793),
            new StoredPoint("adabelief", Map.of("rate", 0.02), -1.0008395517631243, 1.0073294481176631));

    /** How far the rule of that name ends from it, relative to the larger coordinate. */
    double distance(Catalogue catalogue) {
        double[] end = Valley.descend(catalogue.create(OPTIMIZER, name, options), STEPS, Valley.START)
                .end();
        return Math.max(Math.abs(end[0] - u), Math.abs(end[1] - v)) / Math.max(Math.abs(u), Math.abs(v));
    }
}
