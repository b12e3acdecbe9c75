package dev.lemma.generative.sampler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.process.Moment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of each step of a method by name, worked out in float64 once, before anything is compiled: what depends on the time only is looked up, not
 * computed, in every step.
 */
public final class Coefficients {

    private final int steps;
    private final Map<String, double[]> columns = new LinkedHashMap<>();

    private Coefficients(int steps) {
        this.steps = steps;
    }

    /** None yet, for so many steps. */
    public static Coefficients of(int steps) {
        return new Coefficients(steps);
    }

    /** Adds one number per step. */
    public Coefficients put(String name, double[] values) {
        if (values.length != steps) {
            throw new IllegalArgumentException(
                    "coefficients: \"" + name + "\" has " + values.length + " numbers for " + steps + " steps");
        }
        if (columns.putIfAbsent(name, values.clone()) != null) {
            throw new IllegalArgumentException("coefficients: \"" + name + "\" is given twice");
        }
        return this;
    }

    /** Adds a time per step, and what the process is then. */
    public Coefficients moment(String name, AffineProcess process, double[] times) {
        Marginals marginals = Marginals.of(process, times);
        var rates = Marginals.rates(process, times);
        double[] deviations = new double[steps];
        for (int i = 0; i < steps; i++) {
            deviations[i] = marginals.deviation(i);
        }
        return put(name + " time", times)
                .put(name + " scale", marginals.scales())
                .put(name + " deviation", deviations)
                .put(name + " scale rate", rates.get(0))
                .put(name + " deviation rate", rates.get(1));
    }

    /** How many steps. */
    public int steps() {
        return steps;
    }

    /** The numbers under a name. */
    public double[] column(String name) {
        return known(name).clone();
    }

    private double[] known(String name) {
        double[] column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException(
                    "coefficients: there is no \"" + name + "\"; there are " + columns.keySet());
        }
        return column;
    }

    /** All numbers, a row for each step: [steps, names]. */
    public Array table(DType type) {
        int width = Math.max(1, columns.size());
        double[] table = new double[steps * width];
        int j = 0;
        for (double[] column : columns.values()) {
            for (int i = 0; i < steps; i++) {
                table[i * width + j] = column[i];
            }
            j++;
        }
        return Array.of(Shape.of(steps, width), table).as(type);
    }

    /** The numbers of one step, as expressions. */
    public final class Row {

        private final Tensor row;

        private Row(Tensor row) {
            this.row = row;
        }

        /** A number of this step. */
        public Tensor get(String name) {
            known(name);
            int place = 0;
            for (String column : columns.keySet()) {
                if (column.equals(name)) {
                    break;
                }
                place++;
            }
            return row.at(0, place);
        }

        /** A time of this step. */
        public Moment moment(String name) {
            return new Moment(
                    get(name + " time"),
                    get(name + " scale"),
                    get(name + " deviation"),
                    get(name + " scale rate"),
                    get(name + " deviation rate"));
        }
    }

    /** The numbers of one step, from its row of the {@link #table}. */
    public Row row(Tensor row) {
        return new Row(row);
    }
}
