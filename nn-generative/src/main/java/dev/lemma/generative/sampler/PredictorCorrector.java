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
 * A step of ancestral sampling to the next time, then so many of Langevin there:
 *
 * <pre>{@code
 * x_t ← c x_s + d E[x₀ | x_s] + √v_{s|t} z            x_t ← x_t + δ ∇log q_t(x_t) + √(2δ) z′,   δ = 2 (r σ_t)²
 * }</pre>
 *
 * <p>Song et al. scale δ by the length of the score averaged over the batch, 1/σ_t for a perfect score; that makes a sample depend on its neighbours, so
 * 1/σ_t itself is used. There is no correction at time 0, where σ = 0. {@code 1 + corrections} evaluations per step.
 *
 * @param steps at least 1
 * @param corrections Langevin steps after each, at least 1
 * @param ratio r &gt; 0, of signal to noise in a correction: 0.16 in the paper
 * @param grid the times
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, appendix G</a>
 */
public record PredictorCorrector(int steps, int corrections, double ratio, TimeGrid grid) implements Sampler {

    public PredictorCorrector {
        Check.atLeastOne("steps", steps);
        Check.atLeastOne("corrections", corrections);
        Check.positive("ratio", ratio);
        Objects.requireNonNull(grid, "grid");
    }

    /** One correction with r = 0.16, on equally spaced times. */
    public PredictorCorrector(int steps) {
        this(steps, 1, 0.16, TimeGrid.uniform());
    }

    @Override
    public double order() {
        return 1;
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    @Override
    public Scheme scheme(AffineProcess process) {
        double[] times = grid.times(process, steps);
        int n = times.length - 1;
        boolean toData = times[n] == 0;
        int corrected = toData ? n - 1 : n;
        List<Scheme.Phase> phases = new ArrayList<>();
        if (corrected > 0) {
            phases.add(new Scheme.Phase(1 + corrections, table(process, Arrays.copyOf(times, corrected + 1)), here -> {
                Tensor x = predict(here);
                Tensor size = here.row().get("correction");
                Tensor kick = size.times(2).sqrt();
                for (int j = 1; j <= corrections; j++) {
                    Tensor score = here.score().score(x, here.row().moment("t"));
                    x = x.plus(score.times(size)).plus(here.noise().get(j).times(kick));
                }
                return List.of(x);
            }));
        }
        if (toData) {
            phases.add(new Scheme.Phase(
                    1, table(process, Arrays.copyOfRange(times, n - 1, n + 1)), here -> List.of(predict(here))));
        }
        return new Scheme(times, 0, phases);
    }

    private static Tensor predict(Scheme.Here here) {
        var row = here.row();
        return here.x()
                .times(row.get("noisy"))
                .plus(here.score().data(here.x(), row.moment("s")).times(row.get("data")))
                .plus(here.noise().get(0).times(row.get("deviation")));
    }

    private Coefficients table(AffineProcess process, double[] times) {
        int n = times.length - 1;
        Marginals marginals = Marginals.of(process, times);
        double[] noisy = new double[n];
        double[] data = new double[n];
        double[] deviation = new double[n];
        double[] correction = new double[n];
        for (int i = 0; i < n; i++) {
            Transition step = Transition.of(marginals, i);
            noisy[i] = step.noisyFactor();
            data[i] = step.dataFactor();
            deviation[i] = times[i + 1] == 0 ? 0 : Math.sqrt(step.forwardVariance());
            correction[i] = 2 * ratio * ratio * marginals.variance(i + 1);
        }
        return Coefficients.of(n)
                .moment("s", process, Arrays.copyOf(times, n))
                .moment("t", process, Arrays.copyOfRange(times, 1, n + 1))
                .put("noisy", noisy)
                .put("data", data)
                .put("deviation", deviation)
                .put("correction", correction);
    }
}
