package dev.lemma.dynamics.depth;

import dev.lemma.api.tensor.Array;
import dev.lemma.dynamics.ode.DormandPrince8;
import dev.lemma.dynamics.ode.Euler;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.VectorField;
import java.util.Arrays;

/**
 * How a residual network approaches its limit of infinite depth.
 *
 * <pre>{@code
 * φᵢ₊₁ = φᵢ + (1/L)·f(i/L, φᵢ),  φ₀ = x        φ′(t) = f(t, φ(t)),  φ(0) = x:        max ‖φ_L − φ(1)‖ = O(1/L)
 * }</pre>
 *
 * <p>f must be Lipschitz in both arguments: blocks whose weights are independent for each layer have no such limit. The limit is computed by {@link DormandPrince8} to a tolerance of 1e-12.
 *
 * @param depths L
 * @param distances largest difference of any number of the last state from the limit
 * @see <a href="https://arxiv.org/abs/1710.10348">Chang, Meng, Haber, Tung and Begert 2017, Multi-level residual networks from dynamical systems view</a>
 * @see <a href="https://doi.org/10.1007/978-3-540-78862-1">Hairer, Nørsett and Wanner 1993, theorem I.7.5 (Euler's method converges with order 1)</a>
 */
public record DepthLimit(int[] depths, double[] distances) {

    public DepthLimit {
        depths = depths.clone();
        distances = distances.clone();
        if (depths.length < 2 || depths.length != distances.length) {
            throw new IllegalArgumentException("depth limit: expected at least two depths, each with a distance, got "
                    + depths.length + " and " + distances.length);
        }
    }

    /** Networks of some depths from one input. */
    public static DepthLimit of(VectorField field, Array x, int... depths) {
        if (depths.length < 2 || Arrays.stream(depths).anyMatch(depth -> depth < 1)) {
            throw new IllegalArgumentException(
                    "depth limit: expected at least two depths of at least 1, got " + Arrays.toString(depths));
        }
        Array limit = Ode.of(field)
                .solver(new DormandPrince8(1e-12, 1e-12))
                .solve(x, 0, 1)
                .orThrow()
                .lastArray();
        Ode euler = Ode.of(field).solver(new Euler()).steps(depths[0]);
        double[] distances = new double[depths.length];
        for (int i = 0; i < depths.length; i++) {
            Array last = euler.steps(depths[i]).solve(x, 0, 1).orThrow().lastArray();
            for (int k = 0; k < last.shape().size(); k++) {
                distances[i] = Math.max(distances[i], Math.abs(last.get(k) - limit.get(k)));
            }
        }
        return new DepthLimit(depths, distances);
    }

    /** The slope of log distance against log depth, by least squares: −1 in the limit. */
    public double slope() {
        double meanX = Arrays.stream(depths).mapToDouble(Math::log).average().orElseThrow();
        double meanY = Arrays.stream(distances).map(Math::log).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < depths.length; i++) {
            double x = Math.log(depths[i]) - meanX;
            above += x * (Math.log(distances[i]) - meanY);
            below += x * x;
        }
        return above / below;
    }
}
