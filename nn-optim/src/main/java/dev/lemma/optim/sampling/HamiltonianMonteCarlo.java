package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * Hamiltonian (hybrid) Monte Carlo: a fresh momentum, a leapfrog path, and its end taken or refused so that {@code
 * exp(−V/T)/Z} is stationary for every ε.
 *
 * <pre>{@code
 * p ~ N(0, T);   (y, p′) = leapfrog of L steps ε from (x, p);   H = V + |p|²/2
 * x ← y with probability min(1, e^{−(H(y, p′) − H(x, p))/T})
 * }</pre>
 *
 * <p>Unit masses. L gradients per step; value and gradient at x are carried. Acceptance is 1 − O(ε²) at worst and {@code 1 −
 * O(ε³)} at stationarity; in d dimensions the best ε shrinks like {@code d^{−1/4}}, at an acceptance of about 0.651. L = 1 is
 * {@link MetropolisAdjustedLangevin} with {@code h = ε²/2}.
 *
 * @param step ε &gt; 0
 * @param leaps L ≥ 1
 * @param temperature T &gt; 0
 * @see <a href="https://doi.org/10.1016/0370-2693(87)91197-X">Duane, Kennedy, Pendleton and Roweth 1987, Hybrid Monte Carlo</a>
 */
public record HamiltonianMonteCarlo(double step, int leaps, double temperature) implements MarkovKernel {

    public HamiltonianMonteCarlo {
        Check.positive("step", step);
        Check.atLeastOne("leaps", leaps);
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
        Tensor p = Draws.normal(key.keyAt(0), x.type(), x.shape().extents()).times(Math.sqrt(temperature));
        Leapfrog.Point from = new Leapfrog.Point(x, p, carried.get(1), carried.get(2));
        Leapfrog.Point to = new Leapfrog(step, leaps).integrate(potential, from);
        Tensor logRatio = from.energy().minus(to.energy()).times(1 / temperature);
        return Move.metropolis(List.of(to.q(), to.value(), to.gradient()), carried, logRatio, key.keyAt(1));
    }
}
