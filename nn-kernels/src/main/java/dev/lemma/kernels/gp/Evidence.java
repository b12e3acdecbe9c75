package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.tensor.Array;
import dev.lemma.kernels.Gram;
import dev.lemma.optim.objective.Objective;
import java.util.List;

/** The negative log evidence of a model as a function of the free coordinates of its hyper-parameters. Safe for several threads. */
final class Evidence implements Objective {

    /** Value, and gradient in the hyper-parameters themselves. */
    record Value(double logEvidence, double[] gradient) {}

    /** A model at some values of the hyper-parameters. */
    @FunctionalInterface
    interface Model {
        Value evaluate(Gram gram);
    }

    private final Gram gram;
    private final List<Hyperparameter> declared;
    private final Model model;

    Evidence(Gram gram, Array x, Model model) {
        this.gram = gram;
        this.declared = gram.hyperparameters(x.shape().extent(1));
        this.model = model;
    }

    @Override
    public int dimension() {
        return declared.size();
    }

    /** Where the hyper-parameters stand. */
    double[] start() {
        return declared.stream()
                .mapToDouble(p -> p.constraint().free(p.value()))
                .toArray();
    }

    double[] values(double[] free) {
        double[] values = new double[free.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = declared.get(i).constraint().value(free[i]);
        }
        return values;
    }

    /** Infinite where a value leaves its set by overflow, or the matrix cannot be factorised: the search stays away from there. */
    @Override
    public double evaluate(double[] free, double[] gradient) {
        double[] values = values(free);
        for (int i = 0; i < values.length; i++) {
            if (!declared.get(i).constraint().allows(values[i])) {
                return Double.POSITIVE_INFINITY;
            }
        }
        Value value;
        try {
            value = model.evaluate(gram.at(values));
        } catch (IllegalArgumentException singular) {
            return Double.POSITIVE_INFINITY;
        }
        for (int i = 0; i < values.length; i++) {
            gradient[i] = -value.gradient()[i] * declared.get(i).constraint().slope(values[i]);
        }
        return -value.logEvidence();
    }
}
