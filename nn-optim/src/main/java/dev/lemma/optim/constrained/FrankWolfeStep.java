package dev.lemma.optim.constrained;

import java.util.function.DoubleUnaryOperator;

/** How far a Frank-Wolfe step goes from x to the minimiser s: γ in {@code x + γ(s − x)}. A lambda is enough. */
@FunctionalInterface
public interface FrankWolfeStep {

    /**
     * γ, in [0, 1].
     *
     * @param t 0 at the first step
     * @param gap {@code ⟨x − s, ∇f(x)⟩}
     * @param squaredLength {@code ‖s − x‖²}
     * @param slope {@code γ ↦ ⟨∇f(x + γ(s − x)), s − x⟩}; each call costs a gradient
     */
    double step(int t, double gap, double squaredLength, DoubleUnaryOperator slope);
}
