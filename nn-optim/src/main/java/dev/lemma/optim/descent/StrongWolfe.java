package dev.lemma.optim.descent;

import dev.lemma.api.check.Check;

/**
 * Search for a step that satisfies the strong Wolfe conditions.
 *
 * <pre>{@code
 * φ(t) ≤ φ(0) + c₁·t·φ′(0)    and    |φ′(t)| ≤ c₂·|φ′(0)|
 * }</pre>
 *
 * <p>Steps grow, at most tenfold at a time, until two of them enclose such a point; the interval then shrinks. Next
 * steps are minima of the cubic with the values and slopes of two points. A step that the cubic puts too close to an
 * end of the interval twice in a row is moved in by a tenth. Where the value is not finite the interval is halved. On a
 * quadratic the second step is the exact minimum.
 *
 * <p>Values that differ by {@link Line#rounding} count as equal: near a minimum, where no lower value can be seen, a
 * smaller slope is enough, and gradients become as small as their own rounding allows, not its root.
 *
 * <p>The choices of steps are those of Schmidt's minFunc, which PyTorch's L-BFGS has as well, so that iterates agree
 * with PyTorch's.
 *
 * @param decrease c₁, 0 &lt; c₁ &lt; c₂
 * @param curvature c₂, c₁ &lt; c₂ &lt; 1: 0.9 for quasi-Newton methods, 0.1 for conjugate gradients, which need c₂ &lt; ½
 * @param evaluations at most so many steps are tried, ≥ 1
 * @param resolution the search ends when its interval times {@code ‖d‖_∞} is below this, ≥ 0
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright 2006, Algorithms 3.5 and 3.6</a>
 */
public record StrongWolfe(double decrease, double curvature, int evaluations, double resolution) implements LineSearch {

    public StrongWolfe {
        if (!(curvature > 0 && curvature < 1)) {
            throw new IllegalArgumentException("curvature: expected a number in (0, 1), got " + curvature);
        }
        if (!(decrease > 0 && decrease < curvature)) {
            throw new IllegalArgumentException(
                    "decrease: expected a number above 0 and below the curvature " + curvature + ", got " + decrease);
        }
        Check.atLeastOne("evaluations", evaluations);
        Check.notNegative("resolution", resolution);
    }

    /** c₁ = 1e-4 and at most 25 steps. */
    public StrongWolfe(double curvature) {
        this(Math.min(1e-4, curvature / 10), curvature, 25, 0);
    }

    @Override
    public LineSearchResult search(Line line, double unit) {
        return new Search(line).from(unit);
    }

    /** One search. */
    private final class Search {

        private final Line line;
        private final Trial start;
        private final double rounding;

        Search(Line line) {
            this.line = line;
            this.start = line.start();
            this.rounding = line.rounding();
        }

        private boolean lowersTooLittle(Trial trial) {
            return !trial.isFinite()
                    || trial.value() > start.value() + decrease * trial.step() * start.slope() + rounding;
        }

        private boolean isFlat(Trial trial) {
            return Math.abs(trial.slope()) <= -curvature * start.slope();
        }

        private LineSearchResult from(double unit) {
            Trial before = start;
            Trial trial = line.at(unit);
            int grown = 0;
            while (true) {
                if (lowersTooLittle(trial) || grown > 0 && trial.value() >= before.value() + rounding) {
                    return between(before, trial);
                }
                if (isFlat(trial)) {
                    return LineSearchResult.found(trial);
                }
                if (trial.slope() >= 0) {
                    return between(before, trial);
                }
                if (line.evaluations() >= evaluations) {
                    return failed(trial);
                }
                double least = trial.step() + 0.01 * (trial.step() - before.step());
                double next = minimumOfCubic(before, trial, least, 10 * trial.step());
                before = trial;
                trial = line.at(next);
                grown++;
            }
        }

        private LineSearchResult between(Trial a, Trial b) {
            Trial low = a;
            Trial high = b;
            if (b.isFinite() && b.value() < a.value()) {
                low = b;
                high = a;
            }
            boolean wasNearEnd = false;
            while (line.evaluations() < evaluations) {
                double left = Math.min(low.step(), high.step());
                double right = Math.max(low.step(), high.step());
                if ((right - left) * line.length() < resolution || !(right > left)) {
                    break;
                }
                double t = minimumOfCubic(low, high, left, right);
                double margin = 0.1 * (right - left);
                boolean nearEnd = Math.min(right - t, t - left) < margin;
                if (nearEnd && (wasNearEnd || t >= right || t <= left)) {
                    t = right - t < t - left ? right - margin : left + margin;
                    nearEnd = false;
                }
                wasNearEnd = nearEnd;
                Trial trial = line.at(t);
                if (lowersTooLittle(trial) || trial.value() >= low.value() + rounding) {
                    high = trial;
                    continue;
                }
                if (isFlat(trial)) {
                    return LineSearchResult.found(trial);
                }
                if (trial.slope() * (high.step() - low.step()) >= 0) {
                    high = low;
                }
                low = trial;
            }
            return failed(low);
        }

        private LineSearchResult failed(Trial best) {
            return new LineSearchResult(
                    best,
                    line.evaluations() + " steps found none with both a lower value and a smaller slope; the best is "
                            + best + ", from " + start);
        }
    }

    /** The minimum of the cubic through two points and their slopes, kept within bounds; their middle if it has none. */
    static double minimumOfCubic(Trial a, Trial b, double least, double most) {
        Trial left = a.step() <= b.step() ? a : b;
        Trial right = left == a ? b : a;
        double chord = left.slope() + right.slope() - 3 * (left.value() - right.value()) / (left.step() - right.step());
        double discriminant = chord * chord - left.slope() * right.slope();
        if (!(discriminant >= 0)) {
            return (least + most) / 2;
        }
        double root = Math.sqrt(discriminant);
        double t = right.step()
                - (right.step() - left.step())
                        * ((right.slope() + root - chord) / (right.slope() - left.slope() + 2 * root));
        return Double.isNaN(t) ? (least + most) / 2 : Math.min(Math.max(t, least), most);
    }
}
