package dev.lemma.generative.process;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * Data stay, and noise of geometrically growing size covers them:
 *
 * <pre>{@code
 * σ(t) = σ₀ (σ₁/σ₀)ᵗ on [0, 1],   dx = √(dσ²/dt) dw          a = 1,   v = σ²(t) − σ²(0)
 * }</pre>
 *
 * <p>A widely used program has v = σ²(t), which no solution of the equation with x₀ at time 0 has: it is off by σ₀².
 *
 * @param smallest σ₀ &gt; 0
 * @param largest σ₁ &gt; σ₀
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, equations (9) and (30)</a>
 */
public record VarianceExploding(double smallest, double largest) implements AffineProcess {

    public VarianceExploding {
        Check.positive("smallest", smallest);
        Check.positive("largest", largest);
        if (largest <= smallest) {
            throw new IllegalArgumentException(
                    "variance-exploding: expected smallest below largest, got " + smallest + " and " + largest);
        }
    }

    /** From 0.01 to 50. */
    public VarianceExploding() {
        this(0.01, 50);
    }

    private double growth() {
        return 2 * Math.log(largest / smallest);
    }

    @Override
    public Tensor scale(Tensor t) {
        return t.filled(1);
    }

    @Override
    public Tensor variance(Tensor t) {
        return t.times(growth()).expm1().times(smallest * smallest);
    }

    @Override
    public Tensor driftRate(Tensor t) {
        return t.filled(0);
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return t.times(growth()).exp().times(smallest * smallest * growth());
    }

    @Override
    public double horizon() {
        return 1;
    }

    @Override
    public Prior prior() {
        return new Prior(Math.sqrt(largest * largest - smallest * smallest));
    }
}
