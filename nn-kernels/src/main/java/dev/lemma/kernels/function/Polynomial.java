package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = (γ⟨x, x′⟩ + c)ᵖ}: polynomials of degree p, those of degree p alone if c = 0. The degree is not a hyper-parameter, an offset of 0 neither.
 *
 * @param degree p ≥ 1
 * @param gamma γ &gt; 0
 * @param offset c ≥ 0
 */
public record Polynomial(int degree, double gamma, double offset) implements Kernel {

    public Polynomial {
        Check.atLeastOne("degree", degree);
        Check.positive("gamma", gamma);
        Check.notNegative("offset", offset);
    }

    /** {@code (⟨x, x′⟩ + 1)ᵖ}. */
    public Polynomial(int degree) {
        this(degree, 1, 1);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor base = pairs.innerProduct().times(hyper.positive("gamma", gamma));
        return power(offset == 0 ? base : base.plus(hyper.positive("offset", offset)), degree);
    }

    /** By squares: right for negative numbers too, and no logarithms. */
    private static Tensor power(Tensor base, int p) {
        if (p == 1) {
            return base;
        }
        Tensor half = power(base, p / 2);
        Tensor square = half.square();
        return p % 2 == 0 ? square : square.times(base);
    }
}
