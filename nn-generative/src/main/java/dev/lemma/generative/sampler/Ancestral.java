package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Ancestral sampling: the chain of the process run backwards with the mean that the model knows.
 *
 * <pre>{@code
 * x_t = c x_s + d E[x₀ | x_s] + σ z          (c, d of Transition; σ² of the reverse variance)
 * }</pre>
 *
 * <p>For a chain of whole steps: {@code c = √α_s (1 − ᾱ_t)/(1 − ᾱ_s)}, {@code d = √ᾱ_t β_s/(1 − ᾱ_s)} in terms of ᾱ, not of α. No noise is added by the
 * step to time 0. One evaluation per step.
 *
 * @param steps at least 1
 * @param variance what a step adds
 * @param grid the times
 * @see <a href="https://arxiv.org/abs/2006.11239">Ho, Jain and Abbeel 2020, algorithm 2</a>
 */
public record Ancestral(int steps, ReverseVariance variance, TimeGrid grid) implements Sampler {

    public Ancestral {
        Check.atLeastOne("steps", steps);
        Objects.requireNonNull(variance, "variance");
        Objects.requireNonNull(grid, "grid");
    }

    /** With the variance β on equally spaced times. */
    public Ancestral(int steps) {
        this(steps, ReverseVariance.BETA, TimeGrid.uniform());
    }

    /** With another variance. */
    public Ancestral variance(ReverseVariance other) {
        return new Ancestral(steps, other, grid);
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
        Marginals marginals = Marginals.of(process, times);
        double[] noisy = new double[n];
        double[] data = new double[n];
        double[] deviation = new double[n];
        double[] variances = variance.of(process, times);
        for (int i = 0; i < n; i++) {
            Transition step = Transition.of(marginals, i);
            noisy[i] = step.noisyFactor();
            data[i] = step.dataFactor();
            deviation[i] = times[i + 1] == 0 ? 0 : Math.sqrt(variances[i]);
        }
        Coefficients table = Coefficients.of(n)
                .moment("s", process, Arrays.copyOf(times, n))
                .put("noisy", noisy)
                .put("data", data)
                .put("deviation", deviation);
        return Scheme.of(times, 1, table, here -> {
            var row = here.row();
            return List.of(here.x()
                    .times(row.get("noisy"))
                    .plus(here.score().data(here.x(), row.moment("s")).times(row.get("data")))
                    .plus(here.noise().get(0).times(row.get("deviation"))));
        });
    }
}
