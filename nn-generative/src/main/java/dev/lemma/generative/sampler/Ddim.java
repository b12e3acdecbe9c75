package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Implicit sampling: from the predicted data straight to the next time, with as much noise as one likes.
 *
 * <pre>{@code
 * x_t = a_t E[x₀ | x_s] + √(v_t − η²ṽ) E[ε | x_s] + η √ṽ z          ṽ the variance of q(x_t | x_s, x₀)
 * }</pre>
 *
 * <p>η = 0 is Euler's method for the probability flow in x/a and σ/a, of order 1; η = 1 is ancestral sampling with ṽ. One evaluation per step.
 *
 * @param steps at least 1
 * @param eta η in [0, 1]
 * @param grid the times
 * @see <a href="https://arxiv.org/abs/2010.02502">Song, Meng and Ermon 2021, equations (12) and (16)</a>
 */
public record Ddim(int steps, double eta, TimeGrid grid) implements Sampler {

    public Ddim {
        Check.atLeastOne("steps", steps);
        Check.inUnitInterval("eta", eta);
        Objects.requireNonNull(grid, "grid");
    }

    /** Without noise, on equally spaced times. */
    public Ddim(int steps) {
        this(steps, 0, TimeGrid.uniform());
    }

    @Override
    public double order() {
        return 1;
    }

    @Override
    public boolean isDeterministic() {
        return eta == 0;
    }

    @Override
    public Scheme scheme(AffineProcess process) {
        double[] times = grid.times(process, steps);
        int n = times.length - 1;
        Marginals marginals = Marginals.of(process, times);
        double[] noisy = new double[n];
        double[] data = new double[n];
        double[] deviation = new double[n];
        for (int i = 0; i < n; i++) {
            double added = eta * eta * Transition.of(marginals, i).posteriorVariance();
            noisy[i] = Math.sqrt(Math.max(0, marginals.variance(i + 1) - added)) / marginals.deviation(i);
            data[i] = marginals.scale(i + 1) - marginals.scale(i) * noisy[i];
            deviation[i] = Math.sqrt(added);
        }
        Coefficients table = Coefficients.of(n)
                .moment("s", process, Arrays.copyOf(times, n))
                .put("noisy", noisy)
                .put("data", data)
                .put("deviation", deviation);
        return Scheme.of(times, eta == 0 ? 0 : 1, table, here -> {
            var row = here.row();
            Tensor mean = here.x()
                    .times(row.get("noisy"))
                    .plus(here.score().data(here.x(), row.moment("s")).times(row.get("data")));
            return List.of(eta == 0 ? mean : mean.plus(here.noise().get(0).times(row.get("deviation"))));
        });
    }
}
