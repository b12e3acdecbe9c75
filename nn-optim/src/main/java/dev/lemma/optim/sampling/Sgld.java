package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Stochastic gradient Langevin dynamics as an optimiser: gradient descent with the noise that makes {@code exp(−R(θ)/T)}
 * stationary, R being the risk.
 *
 * <pre>{@code
 * θ ← θ − η·g + √(2ηT)·ξₜ            ξₜ ~ N(0, 1)
 * }</pre>
 *
 * <p>The noise of step t follows from the seed and t alone, so that a run that is resumed is the run that was not interrupted.
 * For the posterior of n data whose mean negative log-likelihood is the risk, T = 1/n. The noise of the batches comes on top,
 * see {@link StochasticGradientLangevin}.
 *
 * @param rate η &gt; 0, per step
 * @param temperature T ≥ 0; 0 is gradient descent
 * @param seed of the noise
 * @see <a href="https://dl.acm.org/doi/10.5555/3104482.3104568">Welling and Teh 2011, Bayesian learning via stochastic gradient Langevin dynamics</a>
 */
public record Sgld(double rate, double temperature, long seed) implements Optimizer {

    public Sgld {
        Check.positive("rate", rate);
        Check.notNegative("temperature", temperature);
    }

    /** With seed 0. */
    public Sgld(double rate, double temperature) {
        this(rate, temperature, 0);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.LINEAR;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor descent = g.times(-rate);
        if (temperature == 0) {
            return Update.by(descent);
        }
        Tensor key = Tensor.key(g.type(), Key.of(seed).of("sgld")).keyAt(slots.step());
        Tensor noise = Draws.normal(key, g.type(), g.shape().extents());
        return Update.by(descent.plus(noise.times(Math.sqrt(2 * rate * temperature))));
    }
}
