package dev.lemma.generative.sampler;

import dev.lemma.generative.process.Marginals;

/**
 * The chain of a process between two times t &lt; s: {@code q(x_t | x_s, x₀) = N(c x_s + d x₀, ṽ)}, and {@code q(x_s | x_t) = N(a_{s|t} x_t, v_{s|t})}.
 *
 * <pre>{@code
 * a_{s|t} = a_s/a_t     v_{s|t} = v_s − a²_{s|t} v_t     c = a_{s|t} v_t/v_s     d = a_t v_{s|t}/v_s     ṽ = v_{s|t} v_t/v_s
 * }</pre>
 *
 * @param noisyFactor c
 * @param dataFactor d
 * @param forwardVariance v_{s|t}: β of a chain
 * @param posteriorVariance ṽ: β̃ of a chain
 */
public record Transition(double noisyFactor, double dataFactor, double forwardVariance, double posteriorVariance) {

    /** Between time {@code step} of a falling grid and the next. */
    public static Transition of(Marginals grid, int step) {
        double as = grid.scale(step);
        double at = grid.scale(step + 1);
        double vs = grid.variance(step);
        double vt = grid.variance(step + 1);
        double a = as / at;
        // v_s − a² v_t = v_s (1 − e^{2(λ_s − λ_t)}): nothing cancels between close times.
        double forward = vt == 0 ? vs : -vs * Math.expm1(2 * (grid.lambda(step) - grid.lambda(step + 1)));
        return new Transition(a * vt / vs, at * forward / vs, forward, forward * vt / vs);
    }
}
