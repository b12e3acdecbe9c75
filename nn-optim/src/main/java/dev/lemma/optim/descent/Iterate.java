package dev.lemma.optim.descent;

/**
 * A point on the way, without the point.
 *
 * @param iteration 0 for the start
 * @param value {@code f(x)}
 * @param gradientNorm {@code ‖∇f(x)‖₂}
 * @param step t of {@code x = x_before + t·d}; 0 for the start
 * @param evaluations of value and gradient, up to here
 */
public record Iterate(int iteration, double value, double gradientNorm, double step, int evaluations) {}
