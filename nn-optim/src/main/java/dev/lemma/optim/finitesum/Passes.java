package dev.lemma.optim.finitesum;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.Iterate;
import dev.lemma.optim.descent.IterateListener;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.objective.FiniteSum;
import java.util.ArrayList;
import java.util.List;

/** What methods record between passes: value and gradient of the whole sum, and the last point at which they were finite. */
final class Passes {

    private final String method;
    private final FiniteSum objective;
    private final double rate;
    private final IterateListener listener;
    private final List<Iterate> iterates = new ArrayList<>();
    private final double[] gradient;
    private double[] good;
    private long evaluations;

    Passes(String method, FiniteSum objective, Array start, double rate, IterateListener listener) {
        if (start.shape().size() != objective.dimension()) {
            throw new IllegalArgumentException(
                    method + ": the start has " + start.shape().size() + " numbers, expected " + objective.dimension()
                            + ", the dimension of the objective");
        }
        this.method = method;
        this.objective = objective;
        this.rate = rate;
        this.listener = listener;
        this.good = start.toDoubles();
        this.gradient = new double[good.length];
    }

    void count(int terms) {
        evaluations += terms;
    }

    /** Evaluates the sum at x and records it; false if it is not finite there. */
    boolean record(double[] x) {
        double value = objective.evaluate(x, gradient);
        count(objective.terms());
        double squares = 0;
        for (double each : gradient) {
            squares += each * each;
        }
        boolean finite = Double.isFinite(value) && Double.isFinite(squares);
        if (finite || iterates.isEmpty()) {
            double step = iterates.isEmpty() ? 0 : rate;
            Iterate iterate = new Iterate(iterates.size(), value, Math.sqrt(squares), step, counted());
            iterates.add(iterate);
            good = x.clone();
            if (listener != IterateListener.NONE) {
                listener.iterate(iterate, Array.vector(x.clone()));
            }
        }
        return finite;
    }

    /** The whole gradient where it was recorded last; not a copy. */
    double[] gradient() {
        return gradient;
    }

    /** Its norm. */
    double gradientNorm() {
        return iterates.get(iterates.size() - 1).gradientNorm();
    }

    Minimum ended(StopReason reason, String message) {
        return new Minimum(Array.vector(good), reason, method + ": " + message, iterates, counted());
    }

    private int counted() {
        return (int) Math.min(Integer.MAX_VALUE, evaluations);
    }
}
