package dev.lemma.optim.descent;

import dev.lemma.api.check.Check;

/**
 * Backtracking: the first of the steps {@code s, sρ, sρ², …} that lowers the value enough.
 *
 * <pre>{@code
 * φ(t) ≤ φ(0) + c·t·φ′(0)
 * }</pre>
 *
 * <p>A value that is not finite is not low enough. Each step tried costs a value and a gradient.
 *
 * @param rate s in units of what the method would try, &gt; 0
 * @param shrink ρ, in (0, 1)
 * @param decrease c, in (0, 1)
 * @param evaluations at most so many steps are tried, ≥ 1
 * @see <a href="https://doi.org/10.2140/pjm.1966.16.1">Armijo 1966</a>
 */
public record Armijo(double rate, double shrink, double decrease, int evaluations) implements LineSearch {

    public Armijo {
        Check.positive("rate", rate);
        inOpenUnit("shrink", shrink);
        inOpenUnit("decrease", decrease);
        Check.atLeastOne("evaluations", evaluations);
    }

    /** Halving from a rate, c = 1e-4, at most 60 times. */
    public Armijo(double rate) {
        this(rate, 0.5, 1e-4, 60);
    }

    private static void inOpenUnit(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected a number in (0, 1), got " + value);
        }
    }

    @Override
    public LineSearchResult search(Line line, double unit) {
        Trial start = line.start();
        Trial best = start;
        double t = rate * unit;
        for (int i = 0; i < evaluations; i++, t *= shrink) {
            Trial trial = line.at(t);
            if (trial.isFinite() && trial.value() <= start.value() + decrease * t * start.slope()) {
                return LineSearchResult.found(trial);
            }
            if (trial.isFinite() && trial.value() < best.value()) {
                best = trial;
            }
        }
        return new LineSearchResult(
                best,
                evaluations + " steps from " + rate * unit + " down to " + t / shrink
                        + " do not lower the value enough");
    }
}
