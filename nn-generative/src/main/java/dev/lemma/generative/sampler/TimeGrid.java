package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import java.util.Arrays;

/**
 * The times that a sampler visits, from noise to data: n + 1 of them for n steps, each below the one before.
 *
 * <p>The step from one time always goes to the next time of the grid, however that is spaced: no sampler works it out from the number of steps.
 */
@FunctionalInterface
public interface TimeGrid {

    /** The times of so many steps of the process. */
    double[] times(AffineProcess process, int steps);

    /** Equally spaced from T to the cut-off; for chains of whole steps, {@link #trailing}. */
    static TimeGrid uniform() {
        return (process, steps) -> {
            if (process.isDiscrete()) {
                return trailing().times(process, steps);
            }
            return spaced(process.horizon(), process.cutoff(), steps, 1);
        };
    }

    /** {@code t = (T^{1/ρ} + i/n (c^{1/ρ} − T^{1/ρ}))^ρ} from T to the cut-off c: the larger ρ, the more steps near the data. */
    static TimeGrid power(double rho) {
        Check.positive("rho", rho);
        return (process, steps) -> spaced(process.horizon(), process.cutoff(), steps, rho);
    }

    private static double[] spaced(double from, double to, int steps, double rho) {
        Check.atLeastOne("steps", steps);
        double[] times = new double[steps + 1];
        double first = Math.pow(from, 1 / rho);
        double last = Math.pow(to, 1 / rho);
        for (int i = 0; i <= steps; i++) {
            times[i] = i == 0 ? from : i == steps ? to : Math.pow(first + (last - first) * i / steps, rho);
        }
        return times;
    }

    /**
     * Equally spaced in {@code λ = log(a/σ)} from T to the cut-off, which must be above 0: there λ is infinite. Where whole times are meant, the nearest
     * ones.
     */
    static TimeGrid logSnr() {
        return (process, steps) -> {
            Check.atLeastOne("steps", steps);
            double end = process.isDiscrete() ? 1 : process.cutoff();
            Marginals ends = Marginals.of(process, process.horizon(), end);
            double first = ends.lambda(0);
            double last = ends.lambda(1);
            if (Double.isInfinite(first) || Double.isInfinite(last)) {
                throw new IllegalArgumentException("grid: log(a/σ) is " + first + " at " + process.horizon() + " and "
                        + last + " at " + end + ", so it cannot be spaced equally: use TimeGrid.uniform(), or a cut-off"
                        + " above 0 and a horizon that leaves some of the data");
            }
            double[] lambdas = new double[steps + 1];
            Arrays.setAll(lambdas, i -> first + (last - first) * i / steps);
            double[] times = Marginals.timesOfLambda(process, lambdas);
            times[0] = process.horizon();
            times[steps] = end;
            if (process.isDiscrete()) {
                double[] whole = Arrays.stream(times).map(Math::rint).distinct().toArray();
                double[] toData = Arrays.copyOf(whole, whole.length + 1);
                return toData;
            }
            return times;
        };
    }

    /**
     * Karras' spacing of {@code r = σ/a}, then the data: n values {@code (r₁^{1/ρ} + i/(n − 1) (r₀^{1/ρ} − r₁^{1/ρ}))^ρ} from the horizon to the cut-off,
     * and time 0.
     *
     * @param rho 7 in the paper
     * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, equation (5)</a>
     */
    static TimeGrid karras(double rho) {
        Check.positive("rho", rho);
        return (process, steps) -> {
            Check.atLeast("steps", steps, 2);
            if (!(process.cutoff() > 0)) {
                throw new IllegalArgumentException(
                        "Karras grid: the smallest noise must be above 0, got the cut-off " + process.cutoff());
            }
            Marginals ends = Marginals.of(process, process.horizon(), process.cutoff());
            double first = Math.pow(ends.ratio(0), 1 / rho);
            double last = Math.pow(ends.ratio(1), 1 / rho);
            if (Double.isInfinite(first)) {
                throw new IllegalArgumentException("Karras grid: nothing of the data is left at the horizon, so σ/a is"
                        + " infinite there: use another grid");
            }
            double[] lambdas = new double[steps];
            Arrays.setAll(lambdas, i -> -rho * Math.log(first + (last - first) * i / (steps - 1)));
            double[] times = Arrays.copyOf(Marginals.timesOfLambda(process, lambdas), steps + 1);
            times[0] = process.horizon();
            times[steps - 1] = process.cutoff();
            return times;
        };
    }

    /** For chains of T whole steps: n equally long ones from T to 0, rounded; n = T is the whole chain. */
    static TimeGrid trailing() {
        return (process, steps) -> {
            int last = wholeSteps(process, steps);
            double[] times = new double[steps + 1];
            Arrays.setAll(times, i -> Math.rint(last - (double) i * last / steps));
            return times;
        };
    }

    /** For chains of T whole steps: n times from T to 1, both included, rounded; then 0. */
    static TimeGrid linspace() {
        return (process, steps) -> {
            int last = wholeSteps(process, steps);
            double[] times = new double[steps + 1];
            Arrays.setAll(
                    times,
                    i -> i == steps ? 0 : steps == 1 ? last : Math.rint(last - (double) i * (last - 1) / (steps - 1)));
            return times;
        };
    }

    private static int wholeSteps(AffineProcess process, int steps) {
        Check.atLeastOne("steps", steps);
        if (!process.isDiscrete()) {
            throw new IllegalArgumentException(
                    "grid: expected a chain of whole steps, got " + process + ": use TimeGrid.uniform()");
        }
        int last = (int) process.horizon();
        if (steps > last) {
            throw new IllegalArgumentException(
                    "steps: the chain has " + last + ", so expected at most that many, got " + steps);
        }
        return last;
    }

    /** These times, falling, whatever the number of steps asked for must be theirs. */
    static TimeGrid of(double... times) {
        double[] copy = times.clone();
        if (copy.length < 2) {
            throw new IllegalArgumentException("grid: expected at least two times, got " + copy.length);
        }
        for (int i = 1; i < copy.length; i++) {
            if (!(copy[i] < copy[i - 1]) || !(copy[i] >= 0)) {
                throw new IllegalArgumentException(
                        "grid: expected falling times of at least 0, got " + copy[i - 1] + " and then " + copy[i]);
            }
        }
        return (process, steps) -> {
            if (steps != copy.length - 1) {
                throw new IllegalArgumentException(
                        "grid: it has " + (copy.length - 1) + " steps, the sampler asked for " + steps);
            }
            return copy.clone();
        };
    }
}
