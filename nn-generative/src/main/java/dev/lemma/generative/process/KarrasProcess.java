package dev.lemma.generative.process;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * Time is the size of the noise: {@code a = 1}, {@code v = t²}, {@code dx = √(2t) dw} on [0, σ₁]. Its probability flow runs along nearly straight lines.
 *
 * @param largest σ₁, at which noise drowns the data
 * @param smallest σ₀, where samplers stop: in (0, σ₁)
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, section 3</a>
 */
public record KarrasProcess(double largest, double smallest) implements AffineProcess {

    public KarrasProcess {
        Check.positive("largest", largest);
        Check.positive("smallest", smallest);
        if (largest <= smallest) {
            throw new IllegalArgumentException(
                    "Karras process: expected smallest below largest, got " + smallest + " and " + largest);
        }
    }

    /** From 0.002 to 80. */
    public KarrasProcess() {
        this(80, 0.002);
    }

    @Override
    public Tensor scale(Tensor t) {
        return t.filled(1);
    }

    @Override
    public Tensor variance(Tensor t) {
        return t.square();
    }

    @Override
    public Tensor driftRate(Tensor t) {
        return t.filled(0);
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return t.times(2);
    }

    @Override
    public double horizon() {
        return largest;
    }

    @Override
    public double cutoff() {
        return smallest;
    }

    @Override
    public Prior prior() {
        return new Prior(largest);
    }
}
