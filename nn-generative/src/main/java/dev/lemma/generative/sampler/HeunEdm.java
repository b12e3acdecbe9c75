package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Heun's method for the probability flow in {@code y = x/a} and {@code r = σ/a}, with noise stirred in:
 *
 * <pre>{@code
 * r̂ = (1 + γ) r_s,   ŷ = y_s + √(r̂² − r_s²) S z          γ = min(churn/n, √2 − 1) where r_s lies in [least, most], else 0
 * d = (ŷ − E[x₀ | ŷ])/r̂,   y′ = ŷ + (r_t − r̂) d
 * d′ = (y′ − E[x₀ | y′])/r_t,   y_t = ŷ + (r_t − r̂) (d + d′)/2          (y′ itself in the step to r = 0)
 * }</pre>
 *
 * <p>In these coordinates every affine process has the same flow, that of {@link dev.lemma.generative.process.KarrasProcess}. Order 2; with churn that of the law, for the noise stirred in is exact. Two
 * evaluations per step, one in a step to time 0. Noise is not raised beyond that of the horizon.
 *
 * @param steps at least 1
 * @param churn S_churn ≥ 0
 * @param least the smallest r at which noise is stirred in
 * @param most the largest
 * @param noise S ≥ 0, the size of the noise stirred in: 1, or slightly above
 * @param grid the times
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, algorithm 2</a>
 */
public record HeunEdm(int steps, double churn, double least, double most, double noise, TimeGrid grid)
        implements Sampler {

    public HeunEdm {
        Check.atLeastOne("steps", steps);
        Check.notNegative("churn", churn);
        Check.notNegative("least", least);
        Check.notNegative("noise", noise);
        if (!(most >= least)) {
            throw new IllegalArgumentException("most: expected at least least = " + least + ", got " + most);
        }
        Objects.requireNonNull(grid, "grid");
    }

    /** Without churn, on Karras' grid with ρ = 7. */
    public HeunEdm(int steps) {
        this(steps, 0, 0, Double.POSITIVE_INFINITY, 1, TimeGrid.karras(7));
    }

    /** With churn everywhere. */
    public HeunEdm(int steps, double churn) {
        this(steps, churn, 0, Double.POSITIVE_INFINITY, 1, TimeGrid.karras(7));
    }

    @Override
    public double order() {
        return 2;
    }

    @Override
    public boolean isDeterministic() {
        return churn == 0;
    }

    @Override
    public Scheme scheme(AffineProcess process) {
        double[] times = grid.times(process, steps);
        int n = times.length - 1;
        Marginals marginals = Marginals.of(process, times);
        if (Double.isInfinite(marginals.ratio(0))) {
            throw new IllegalArgumentException("Heun: nothing of the data is left at time " + times[0]
                    + ", so σ/a is infinite there: begin later, with TimeGrid.of(…)");
        }
        boolean toData = marginals.variance(n) == 0;
        int corrected = toData ? n - 1 : n;
        List<Scheme.Phase> phases = new ArrayList<>();
        if (corrected > 0) {
            phases.add(phase(process, marginals, 0, corrected, true));
        }
        if (toData) {
            phases.add(phase(process, marginals, corrected, n, false));
        }
        return new Scheme(times, 0, phases);
    }

    private Scheme.Phase phase(AffineProcess process, Marginals marginals, int from, int to, boolean heun) {
        int n = to - from;
        double[] raised = new double[n];
        double[] stirred = new double[n];
        double[] step = new double[n];
        double[] hatTime = new double[n];
        double[] inScale = new double[n];
        double[] outScale = new double[n];
        double[] outRatio = new double[n];
        double gamma = Math.min(churn / steps, Math.sqrt(2) - 1);
        double limit = Marginals.of(process, process.horizon()).ratio(0);
        double[] lambdas = new double[n];
        for (int i = 0; i < n; i++) {
            double r = marginals.ratio(from + i);
            double by = r >= least && r <= most && r * (1 + gamma) <= limit ? gamma : 0;
            raised[i] = r * (1 + by);
            stirred[i] = noise * r * Math.sqrt(by * (2 + by));
            step[i] = marginals.ratio(from + i + 1) - raised[i];
            inScale[i] = 1 / marginals.scale(from + i);
            outScale[i] = marginals.scale(from + i + 1);
            outRatio[i] = marginals.ratio(from + i + 1);
            lambdas[i] = -Math.log(raised[i]);
            hatTime[i] = marginals.time(from + i);
        }
        if (churn > 0) {
            double[] found = Marginals.timesOfLambda(process, lambdas);
            for (int i = 0; i < n; i++) {
                hatTime[i] = stirred[i] == 0 && raised[i] == marginals.ratio(from + i) ? hatTime[i] : found[i];
            }
        }
        double[] hatScale = Marginals.of(process, hatTime).scales();
        Coefficients table = Coefficients.of(n)
                .moment("hat", process, hatTime)
                .moment("t", process, Arrays.copyOfRange(marginals.times(), from + 1, to + 1))
                .put("raised", raised)
                .put("stirred", stirred)
                .put("step", step)
                .put("in scale", inScale)
                .put("hat scale factor", hatScale)
                .put("out scale factor", outScale)
                .put("out ratio", outRatio);
        boolean noisy = churn > 0;
        return new Scheme.Phase(noisy ? 1 : 0, table, here -> {
            var row = here.row();
            Tensor y = here.x().times(row.get("in scale"));
            if (noisy) {
                y = y.plus(here.noise().get(0).times(row.get("stirred")));
            }
            Tensor data = here.score().data(y.times(row.get("hat scale factor")), row.moment("hat"));
            Tensor slope = y.minus(data).dividedBy(row.get("raised"));
            Tensor euler = y.plus(slope.times(row.get("step")));
            if (!heun) {
                return List.of(euler.times(row.get("out scale factor")));
            }
            Tensor again = here.score().data(euler.times(row.get("out scale factor")), row.moment("t"));
            Tensor second = euler.minus(again).dividedBy(row.get("out ratio"));
            Tensor next = y.plus(slope.plus(second).times(row.get("step")).times(0.5));
            return List.of(next.times(row.get("out scale factor")));
        });
    }
}
