package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;

/**
 * The straight line between data and noise, {@code x_t = (1 − t) x₀ + t ε} on [0, 1]: flow matching, or a rectified flow before it is rectified again.
 *
 * <pre>{@code
 * a = 1 − t,   v = t²,   f = −1/(1 − t),   g² = 2t/(1 − t)
 * velocity of the probability flow   u(x, t) = E[ε − x₀ | x_t = x]
 * }</pre>
 *
 * <p>At t = 1 nothing is left of the data: drift and diffusion are infinite there, the velocity is not. Models of it predict the velocity
 * ({@code Prediction.FLOW}), and samplers that go by it or by the data begin at 1.
 *
 * @see <a href="https://arxiv.org/abs/2210.02747">Lipman et al. 2023</a>, <a href="https://arxiv.org/abs/2209.03003">Liu, Gong and Liu 2023</a>
 */
public record RectifiedFlow() implements AffineProcess {

    @Override
    public Tensor scale(Tensor t) {
        return t.negate().plus(1);
    }

    @Override
    public Tensor variance(Tensor t) {
        return t.square();
    }

    @Override
    public Tensor driftRate(Tensor t) {
        return t.minus(1).reciprocal();
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return t.times(2).dividedBy(t.negate().plus(1));
    }

    @Override
    public double horizon() {
        return 1;
    }

    @Override
    public Prior prior() {
        return new Prior(1);
    }
}
