package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient Langevin dynamics: Langevin steps along estimates of the gradient, as from {@link MinibatchPotential}.
 *
 * <pre>{@code
 * x ← x − h·∇Ṽ(x) + √(2hT)·ξ           E ∇Ṽ = ∇V
 * }</pre>
 *
 * <p>The noise of the estimate adds to that of the bath: with covariance C of ∇Ṽ the chain runs hotter by about {@code hC/2},
 * which vanishes with h like the bias of {@link Langevin}. (Welling and Teh write ε = 2h and let it decrease.) For training
 * networks see {@link Sgld}.
 *
 * @param step h &gt; 0
 * @param temperature T &gt; 0
 * @see <a href="https://dl.acm.org/doi/10.5555/3104482.3104568">Welling and Teh 2011, Bayesian learning via stochastic gradient Langevin dynamics</a>
 */
public record StochasticGradientLangevin(double step, double temperature) implements MarkovKernel {

    public StochasticGradientLangevin {
        Check.positive("step", step);
        Check.positive("temperature", temperature);
    }

    @Override
    public Move move(Potential potential, List<Tensor> carried, Tensor key) {
        Tensor x = carried.get(0);
        Tensor gradient = Potential.gradient(potential.estimate(x, key.keyAt(0)), x);
        return Move.to(new Langevin(step, temperature)
                .moved(
                        x,
                        gradient,
                        Draws.normal(key.keyAt(1), x.type(), x.shape().extents())));
    }
}
