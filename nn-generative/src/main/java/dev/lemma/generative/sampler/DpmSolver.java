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
 * DPM-Solver++: the linear part of the probability flow exactly, the data prediction D by its derivatives in {@code λ = log(a/σ)}.
 *
 * <pre>{@code
 * x_t = (σ_t/σ_s) x_s + σ_t ∫_{λ_s}^{λ_t} e^λ D(λ) dλ                    h = λ_t − λ_s
 * order 1   x_t = (σ_t/σ_s) x_s − a_t (e^{−h} − 1) D_s                                                        (DDIM)
 * order 2   x_t = (σ_t/σ_s) x_s − a_t (e^{−h} − 1) [D_s + h/(2 h_prev) (D_s − D_prev)]                        (2M)
 * order 3   stages at λ_s + h/3 and λ_s + 2h/3:                                                               (3S)
 *           u₁ = (σ₁/σ_s) x_s − a₁ (e^{−h/3} − 1) D_s
 *           u₂ = (σ₂/σ_s) x_s − a₂ (e^{−2h/3} − 1) D_s + 2 a₂ ((e^{−2h/3} − 1)/(2h/3) + 1) (D₁ − D_s)
 *           x_t = (σ_t/σ_s) x_s − a_t (e^{−h} − 1) D_s + (3/2) a_t ((e^{−h} − 1)/h + 1) (D₂ − D_s)
 * }</pre>
 *
 * <p>Orders 1 and 2 take one evaluation per step, order 3 takes three. The first step of order 2 has no step before it and is of order 1; a step to time
 * 0, where h is infinite, is of order 1 whatever the order.
 *
 * @param steps at least 1
 * @param solverOrder 1, 2 or 3
 * @param grid the times
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022, algorithms 1 and 2</a>, <a href="https://arxiv.org/abs/2206.00927">Lu et al. 2022, algorithm 2 of DPM-Solver</a>
 */
public record DpmSolver(int steps, int solverOrder, TimeGrid grid) implements Sampler {

    public DpmSolver {
        Check.atLeastOne("steps", steps);
        if (solverOrder < 1 || solverOrder > 3) {
            throw new IllegalArgumentException("solverOrder: expected 1, 2 or 3, got " + solverOrder);
        }
        Objects.requireNonNull(grid, "grid");
    }

    /** Of order 2, on times equally spaced in λ. */
    public DpmSolver(int steps) {
        this(steps, 2, TimeGrid.logSnr());
    }

    /** On times equally spaced in λ. */
    public DpmSolver(int steps, int solverOrder) {
        this(steps, solverOrder, TimeGrid.logSnr());
    }

    @Override
    public double order() {
        return solverOrder;
    }

    @Override
    public boolean isDeterministic() {
        return true;
    }

    @Override
    public Scheme scheme(AffineProcess process) {
        double[] times = grid.times(process, steps);
        int n = times.length - 1;
        Marginals marginals = Marginals.of(process, times);
        boolean toData = marginals.variance(n) == 0;
        int full = toData ? n - 1 : n;
        List<Scheme.Phase> phases = new ArrayList<>();
        if (solverOrder == 3 && full > 0) {
            phases.add(third(process, marginals, full));
        } else if (solverOrder == 2 && full > 0) {
            phases.add(first(process, marginals, 0, 1));
            if (full > 1) {
                phases.add(second(process, marginals, full));
            }
        } else if (full > 0) {
            phases.add(first(process, marginals, 0, full));
        }
        if (toData) {
            phases.add(first(process, marginals, full, n));
        }
        return new Scheme(times, solverOrder == 2 ? 1 : 0, phases);
    }

    private static double step(Marginals m, int i) {
        return m.lambda(i + 1) - m.lambda(i);
    }

    private Coefficients linear(AffineProcess process, Marginals m, int from, int to) {
        int n = to - from;
        double[] noisy = new double[n];
        double[] data = new double[n];
        for (int i = 0; i < n; i++) {
            noisy[i] = m.deviation(from + i + 1) / m.deviation(from + i);
            data[i] = -m.scale(from + i + 1) * Math.expm1(-step(m, from + i));
        }
        return Coefficients.of(n)
                .moment("s", process, Arrays.copyOfRange(m.times(), from, to))
                .put("noisy", noisy)
                .put("data", data);
    }

    private List<Tensor> remembering(Tensor x, Tensor data) {
        return solverOrder == 2 ? List.of(x, data) : List.of(x);
    }

    private Scheme.Phase first(AffineProcess process, Marginals m, int from, int to) {
        return new Scheme.Phase(0, linear(process, m, from, to), here -> {
            var row = here.row();
            Tensor data = here.score().data(here.x(), row.moment("s"));
            return remembering(here.x().times(row.get("noisy")).plus(data.times(row.get("data"))), data);
        });
    }

    private Scheme.Phase second(AffineProcess process, Marginals m, int to) {
        double[] slope = new double[to - 1];
        for (int i = 1; i < to; i++) {
            slope[i - 1] = step(m, i) / (2 * step(m, i - 1));
        }
        return new Scheme.Phase(0, linear(process, m, 1, to).put("slope", slope), here -> {
            var row = here.row();
            Tensor data = here.score().data(here.x(), row.moment("s"));
            Tensor ahead = data.plus(data.minus(here.memory().get(0)).times(row.get("slope")));
            return remembering(here.x().times(row.get("noisy")).plus(ahead.times(row.get("data"))), data);
        });
    }

    private Scheme.Phase third(AffineProcess process, Marginals m, int n) {
        double[] lambdas = new double[2 * n];
        for (int i = 0; i < n; i++) {
            lambdas[i] = m.lambda(i) + step(m, i) / 3;
            lambdas[n + i] = m.lambda(i) + 2 * step(m, i) / 3;
        }
        double[] inner = Marginals.timesOfLambda(process, lambdas);
        Marginals stages = Marginals.of(process, inner);
        String[] names = {"noisy 1", "data 1", "noisy 2", "data 2", "slope 2", "slope"};
        double[][] columns = new double[names.length][n];
        for (int i = 0; i < n; i++) {
            double h = step(m, i);
            double from = m.deviation(i);
            columns[0][i] = stages.deviation(i) / from;
            columns[1][i] = -stages.scale(i) * Math.expm1(-h / 3);
            columns[2][i] = stages.deviation(n + i) / from;
            columns[3][i] = -stages.scale(n + i) * Math.expm1(-2 * h / 3);
            columns[4][i] = 2 * stages.scale(n + i) * (Math.expm1(-2 * h / 3) / (2 * h / 3) + 1);
            columns[5][i] = 1.5 * m.scale(i + 1) * (Math.expm1(-h) / h + 1);
        }
        Coefficients table = linear(process, m, 0, n)
                .moment("1", process, Arrays.copyOf(inner, n))
                .moment("2", process, Arrays.copyOfRange(inner, n, 2 * n));
        for (int i = 0; i < names.length; i++) {
            table.put(names[i], columns[i]);
        }
        return new Scheme.Phase(0, table, here -> {
            var row = here.row();
            Tensor x = here.x();
            Tensor data = here.score().data(x, row.moment("s"));
            Tensor u1 = x.times(row.get("noisy 1")).plus(data.times(row.get("data 1")));
            Tensor d1 = here.score().data(u1, row.moment("1")).minus(data);
            Tensor u2 = x.times(row.get("noisy 2"))
                    .plus(data.times(row.get("data 2")))
                    .plus(d1.times(row.get("slope 2")));
            Tensor d2 = here.score().data(u2, row.moment("2")).minus(data);
            return List.of(
                    x.times(row.get("noisy")).plus(data.times(row.get("data"))).plus(d2.times(row.get("slope"))));
        });
    }
}
