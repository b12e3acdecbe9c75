package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Euler's and Maruyama's method for the process run backwards:
 *
 * <pre>{@code
 * dx = [f − ½ (1 + α²) g² ∇log q_t] dt + α g dw̄
 * x_t = x_s − h [f x_s − ½ (1 + α²) g² ∇log q_s(x_s)] + α g √h z,   h = s − t
 * }</pre>
 *
 * <p>α = 1 is Anderson's reversal, α = 0 Euler's method for the probability flow; all α have the same laws. Order 1. One evaluation per step.
 *
 * @param steps at least 1
 * @param alpha α ≥ 0
 * @param grid the times
 * @see <a href="https://doi.org/10.1016/0304-4149(82)90051-5">Anderson 1982</a>
 */
public record ReverseSde(int steps, double alpha, TimeGrid grid) implements Sampler {

    public ReverseSde {
        Check.atLeastOne("steps", steps);
        Check.notNegative("alpha", alpha);
        Objects.requireNonNull(grid, "grid");
    }

    /** Anderson's reversal on equally spaced times. */
    public ReverseSde(int steps) {
        this(steps, 1, TimeGrid.uniform());
    }

    @Override
    public double order() {
        return 1;
    }

    @Override
    public boolean isDeterministic() {
        return alpha == 0;
    }

    @Override
    public Scheme scheme(AffineProcess process) {
        double[] times = grid.times(process, steps);
        int n = times.length - 1;
        double[] from = Arrays.copyOf(times, n);
        List<double[]> rates =
                Marginals.evaluate(from, t -> List.of(process.driftRate(t), process.diffusionSquared(t)));
        double[] noisy = new double[n];
        double[] score = new double[n];
        double[] deviation = new double[n];
        for (int i = 0; i < n; i++) {
            double h = times[i] - times[i + 1];
            double f = rates.get(0)[i];
            double g2 = rates.get(1)[i];
            if (!Double.isFinite(f) || !Double.isFinite(g2)) {
                throw new IllegalArgumentException("reverse SDE: drift or diffusion is infinite at time " + times[i]
                        + ": begin later, with TimeGrid.of(…), or use a method that goes by the data, such as Ddim");
            }
            noisy[i] = 1 - h * f;
            score[i] = 0.5 * (1 + alpha * alpha) * g2 * h;
            deviation[i] = alpha * Math.sqrt(g2 * h);
        }
        Coefficients table = Coefficients.of(n)
                .moment("s", process, from)
                .put("noisy", noisy)
                .put("score", score)
                .put("deviation", deviation);
        return Scheme.of(times, alpha == 0 ? 0 : 1, table, here -> {
            var row = here.row();
            Tensor mean = here.x()
                    .times(row.get("noisy"))
                    .plus(here.score().score(here.x(), row.moment("s")).times(row.get("score")));
            return List.of(alpha == 0 ? mean : mean.plus(here.noise().get(0).times(row.get("deviation"))));
        });
    }
}
