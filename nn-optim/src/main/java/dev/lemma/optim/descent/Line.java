package dev.lemma.optim.descent;

import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;

/** An objective along a line: {@code φ(t) = f(x + t·d)}, {@code φ′(t) = ⟨∇f(x + t·d), d⟩}. */
public final class Line {

    private final Objective objective;
    private final double[] direction;
    private final Trial start;
    private int evaluations;

    Line(Objective objective, double[] x, double value, double[] gradient, double[] direction) {
        this.objective = objective;
        this.direction = direction;
        this.start = new Trial(0, value, Vectors.dot(gradient, direction), x, gradient);
    }

    /** {@code φ(0)} and {@code φ′(0)}, which are known. */
    public Trial start() {
        return start;
    }

    /** {@code ‖d‖_∞}: how far the furthest coordinate goes for t = 1. */
    public double length() {
        return Vectors.largest(direction);
    }

    /** By how much equal values may differ, four units in the last place of {@code φ(0)} in the objective's type. */
    public double rounding() {
        return 4 * objective.type().epsilon() * Math.abs(start.value());
    }

    /** Evaluates f and its gradient at {@code x + t·d}. */
    public Trial at(double t) {
        double[] x = start.point();
        double[] point = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            point[i] = x[i] + t * direction[i];
        }
        double[] gradient = new double[x.length];
        double value = objective.evaluate(point, gradient);
        evaluations++;
        return new Trial(t, value, Vectors.dot(gradient, direction), point, gradient);
    }

    /** Evaluations made by {@link #at}. */
    public int evaluations() {
        return evaluations;
    }
}
