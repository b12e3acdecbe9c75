package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * RMSProp: gradients divided by the root of their mean square, then a step of descent or momentum.
 *
 * <pre>{@code
 * v ← αv + (1−α)g²                             g ← g/(√(v + δ) + ε)
 * a ← αa + (1−α)g,   v − a² in place of v      if centered
 * then the step of Sgd, of Momentum, or of Nesterov
 * }</pre>
 *
 * <p>The averages start from zero and are not corrected: the first step is {@code 1/√(1−α)} times as long as later ones.
 * PyTorch has ε, optax δ. {@code v − a²} is a difference, where the gradient is constant one of rounding errors (taken as 0
 * when it is negative), and the step then about {@code η·g/ε} long: centered wants a larger ε.
 *
 * @param rate η &gt; 0, per step
 * @param decay α, in [0, 1)
 * @param epsilon ε ≥ 0, in units of the gradient
 * @param epsilonRoot δ ≥ 0, in units of its square; one of the two is above 0
 * @param centered whether the variance is taken in place of the mean square
 * @param momentum μ, in [0, 1)
 * @param nesterov whether momentum is Nesterov's
 * @see <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Tieleman and Hinton 2012</a>
 * @see <a href="https://arxiv.org/abs/1308.0850">Graves 2013, centered</a>
 */
public record RmsProp(
        double rate,
        double decay,
        double epsilon,
        double epsilonRoot,
        boolean centered,
        double momentum,
        boolean nesterov)
        implements Optimizer {

    public RmsProp {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("decay", decay);
        new DampedRoot(epsilon, epsilonRoot);
        Check.inHalfOpenUnit("momentum", momentum);
    }

    /** RMSProp with ε = 1e-8, neither centered nor with momentum. */
    public RmsProp(double rate, double decay) {
        this(rate, decay, 1e-8, 0, false, 0, false);
    }

    /** RMSProp with α = 0.99 and ε = 1e-8, neither centered nor with momentum. */
    public RmsProp(double rate) {
        this(rate, 0.99);
    }

    /** The same with momentum. */
    public RmsProp withMomentum(double mu) {
        return new RmsProp(rate, decay, epsilon, epsilonRoot, centered, mu, nesterov);
    }

    private Optimizer step() {
        if (momentum == 0) {
            return new Sgd(rate);
        }
        return nesterov ? new Nesterov(rate, momentum) : new Momentum(rate, momentum);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor v = new MovingAverage("v", decay).next(g.square(), slots);
        DampedRoot root = new DampedRoot(epsilon, epsilonRoot);
        if (!centered) {
            return step().update(g.dividedBy(root.of(v)), slots).store("v", v);
        }
        Tensor a = new MovingAverage("a", decay).next(g, slots);
        return step().update(g.dividedBy(root.of(v.minus(a.square()).maximum(0))), slots)
                .store("v", v)
                .store("a", a);
    }
}
