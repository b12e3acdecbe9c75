package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * The Metropolis-adjusted Langevin algorithm (MALA): a Langevin step as a proposal, taken or refused so that {@code
 * exp(−V/T)/Z} is stationary for every h.
 *
 * <pre>{@code
 * y = x − h·∇V(x) + √(2hT)·ξ
 * log r = −(V(y) − V(x))/T − |x − y + h·∇V(y)|²/(4hT) + |ξ|²/2
 * x ← y with probability min(1, r)
 * }</pre>
 *
 * <p>One value and one gradient per step; those of x are carried. Acceptance is 1 − O(h^{3/2}); in d dimensions the best h
 * shrinks like {@code d^{−1/3}}, at an acceptance of about 0.574.
 *
 * @param step h &gt; 0
 * @param temperature T &gt; 0
 * @see <a href="https://doi.org/10.2307/3318418">Roberts and Tweedie 1996, Exponential convergence of Langevin distributions and their discrete approximations</a>
 */
public record MetropolisAdjustedLangevin(double step, double temperature) implements MarkovKernel {

    public MetropolisAdjustedLangevin {
        Check.positive("step", step);
        Check.positive("temperature", temperature);
    }

    @Override
    public List<Tensor> start(Potential potential, Tensor x) {
        Tensor value = potential.at(x);
        return List.of(x, value, Potential.gradient(value, x));
    }

    @Override
    public Move move(Potential potential, List<Tensor> carried, Tensor key) {
        Tensor x = carried.get(0);
        Tensor noise = Draws.normal(key.keyAt(0), x.type(), x.shape().extents());
        Tensor y = new Langevin(step, temperature).moved(x, carried.get(2), noise);
        Tensor value = potential.at(y);
        Tensor gradient = Potential.gradient(value, y);
        return Move.metropolis(
                List.of(y, value, gradient), carried, logRatio(carried, y, value, gradient, noise), key.keyAt(1));
    }

    private Tensor logRatio(List<Tensor> carried, Tensor y, Tensor value, Tensor gradient, Tensor noise) {
        Tensor back = carried.get(0).minus(y).plus(gradient.times(step));
        Tensor energy = carried.get(1).minus(value).times(1 / temperature);
        Tensor proposals = Columns.squaredNorm(noise)
                .times(0.5)
                .minus(Columns.squaredNorm(back).times(1 / (4 * step * temperature)));
        return energy.plus(proposals);
    }
}
