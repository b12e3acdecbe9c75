package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * Overdamped Langevin dynamics by the Euler-Maruyama method, unadjusted.
 *
 * <pre>{@code
 * dX = −∇V(X) dt + √(2T) dW            stationary law exp(−V/T)/Z
 * x ← x − h·∇V(x) + √(2hT)·ξ           ξ ~ N(0, 1)
 * }</pre>
 *
 * <p>The stationary law of the steps differs from that of the equation by O(h): for {@code V = kx²/2} it is normal with
 * variance {@code T/(k(1 − hk/2))}. Steps are stable for {@code h < 2/λ}, λ being the largest curvature; where the curvature
 * has no bound, as in {@code x⁴}, a chain far out is thrown further out, rarely for small h. One gradient per step. {@link
 * MetropolisAdjustedLangevin} has no bias. The lecture on score-based models writes {@code dx = −(β/2)∇V dt + √β dw}: this at
 * T = 1 with time counted in units of β/2.
 *
 * @param step h &gt; 0
 * @param temperature T &gt; 0
 * @see <a href="https://doi.org/10.2307/3318418">Roberts and Tweedie 1996, Exponential convergence of Langevin distributions and their discrete approximations</a>
 */
public record Langevin(double step, double temperature) implements MarkovKernel {

    public Langevin {
        Check.positive("step", step);
        Check.positive("temperature", temperature);
    }

    @Override
    public Move move(Potential potential, List<Tensor> carried, Tensor key) {
        Tensor x = carried.get(0);
        Tensor gradient = Potential.gradient(potential.at(x), x);
        return Move.to(moved(x, gradient, Draws.normal(key, x.type(), x.shape().extents())));
    }

    /** {@code x − h·g + √(2hT)·ξ}. */
    Tensor moved(Tensor x, Tensor gradient, Tensor noise) {
        return x.minus(gradient.times(step)).plus(noise.times(Math.sqrt(2 * step * temperature)));
    }
}
