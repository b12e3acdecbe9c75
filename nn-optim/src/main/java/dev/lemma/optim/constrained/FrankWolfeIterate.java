package dev.lemma.optim.constrained;

/**
 * A point on the way of a Frank-Wolfe method.
 *
 * @param iteration t, 0 for the start
 * @param value {@code f(x_t)}
 * @param gap {@code g_t = max_{s ∈ C} ⟨x_t − s, ∇f(x_t)⟩}, at least {@code f(x_t) − min f} if f is convex
 */
public record FrankWolfeIterate(int iteration, double value, double gap) {}
