package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;

/** The loop that the methods of this package share: a direction, a search along it, a step. */
final class Descent {

    private final String method;
    private final Objective objective;
    private final LineSearch search;
    private final Stopping stopping;
    private final Directions directions;
    private final IterateListener listener;
    private final List<Iterate> iterates = new ArrayList<>();
    private int evaluations;

    Descent(
            String method,
            Objective objective,
            LineSearch search,
            Stopping stopping,
            Directions directions,
            IterateListener listener) {
        this.method = method;
        this.objective = objective;
        this.search = search;
        this.stopping = stopping;
        this.directions = directions;
        this.listener = listener;
    }

    Minimum from(Array start) {
        if (start.shape().size() != objective.dimension()) {
            throw new IllegalArgumentException(
                    method + ": the start has " + start.shape().size() + " numbers, expected " + objective.dimension()
                            + ", the dimension of the objective");
        }
        double[] x = start.toDoubles();
        double[] gradient = new double[x.length];
        double value = objective.evaluate(x, gradient);
        evaluations = 1;
        record(0, new Trial(0, value, 0, x, gradient));
        if (!Double.isFinite(value) || !Vectors.isFinite(gradient)) {
            return ended(
                    x,
                    StopReason.NOT_FINITE,
                    "the start has a value of " + value + " and a gradient of norm " + Vectors.norm(gradient)
                            + ": begin where the function is finite");
        }
        for (int k = 1; ; k++) {
            double norm = Vectors.norm(gradient);
            if (norm <= stopping.gradient()) {
                return ended(
                        x,
                        StopReason.GRADIENT,
                        "the gradient has a norm of " + norm + ", at most " + stopping.gradient());
            }
            if (k > stopping.iterations()) {
                return ended(
                        x,
                        StopReason.ITERATIONS,
                        stopping.iterations() + " iterations are done, the gradient has a norm of " + norm);
            }
            double[] direction = directions.next(gradient);
            if (!(Vectors.dot(gradient, direction) < 0)) {
                directions.forget();
                direction = directions.next(gradient);
            }
            Line line = new Line(objective, x, value, gradient, direction);
            LineSearchResult result =
                    search.search(line, directions.unit(gradient, line.start().slope()));
            evaluations += line.evaluations();
            Trial trial = result.trial();
            boolean finite = trial.isFinite() && Vectors.isFinite(trial.gradient());
            if (!finite || !result.satisfied() && !(trial.value() < value)) {
                return ended(
                        x,
                        finite ? StopReason.LINE_SEARCH : StopReason.NOT_FINITE,
                        "iteration " + k + ": " + result.problem() + (finite ? advice(norm) : ": take smaller steps"));
            }
            directions.moved(line.start(), trial, direction);
            double before = value;
            x = trial.point();
            value = trial.value();
            gradient = trial.gradient();
            record(k, trial);
            if (stopping.isTooSmall(before, value)) {
                return ended(x, StopReason.DECREASE, "iteration " + k + " lowers the value by " + (before - value));
            }
        }
    }

    private String advice(double norm) {
        return "; the gradient has a norm of " + norm + ": if that is small, the value is as low as its rounding in "
                + objective.type()
                + " lets one see, and a tolerance above it ends the search; if not, is the gradient right?";
    }

    private void record(int k, Trial trial) {
        Iterate iterate = new Iterate(k, trial.value(), Vectors.norm(trial.gradient()), trial.step(), evaluations);
        iterates.add(iterate);
        if (listener != IterateListener.NONE) {
            listener.iterate(iterate, Array.vector(trial.point().clone()));
        }
    }

    private Minimum ended(double[] x, StopReason reason, String message) {
        return new Minimum(Array.vector(x.clone()), reason, method + ": " + message, iterates, evaluations);
    }
}
