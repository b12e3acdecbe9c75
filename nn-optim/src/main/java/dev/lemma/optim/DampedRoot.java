package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * What the adaptive methods divide by.
 *
 * <pre>{@code
 * √(v + δ) + ε
 * }</pre>
 *
 * <p>PyTorch has ε in most methods, optax δ in some: they are not the same where v is small.
 *
 * @param epsilon ε ≥ 0, in units of √v
 * @param epsilonRoot δ ≥ 0, in units of v; one of the two is above 0
 */
public record DampedRoot(double epsilon, double epsilonRoot) {

    public DampedRoot {
        Check.notNegative("epsilon", epsilon);
        Check.notNegative("epsilonRoot", epsilonRoot);
        if (epsilon == 0 && epsilonRoot == 0) {
            throw new IllegalArgumentException(
                    "epsilon: expected a number above 0, or epsilonRoot above 0, got 0 for both: without gradients 0 would be divided by 0");
        }
    }

    /** {@code √(v + δ) + ε}, in the shape of v. */
    public Tensor of(Tensor v) {
        Tensor root = (epsilonRoot == 0 ? v : v.plus(epsilonRoot)).sqrt();
        return epsilon == 0 ? root : root.plus(epsilon);
    }
}
