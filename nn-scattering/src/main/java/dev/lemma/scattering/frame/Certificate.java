package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import java.util.List;

/**
 * What is proved of the features Φ(x) of a network of frames, for all signals:
 *
 * <pre>{@code
 * ‖Φ(x) − Φ(y)‖      ≤ lipschitz · ‖x − y‖
 * ‖Φⁿ(T_t x) − Φⁿ(x)‖ ≤ 2π |t| Kₙ / (S₁ … Sₙ) · gainₙ · ‖x‖          translations by t, a multiple of S₁ … Sₙ
 * ‖Φ(F_τ x) − Φ(x)‖   ≤ lipschitz · (e^{2π Σ Rᵢδᵢ} − 1) · ‖x‖            (F_τ x)(k) = x(k − τ(k)), |τᵢ| ≤ δᵢ, x band-limited to |fᵢ| ≤ Rᵢ
 * }</pre>
 *
 * <p>Norms are Euclidean. The first follows from the frame bounds, one layer after the other. The second from {@code |e^{2πi⟨f,t⟩} − 1| ≤ 2π|f||t|}, as all but the last filter commute with
 * translations; a shift that is no multiple of the sub-sampling commutes only as far as nothing aliases, and is not covered. The third from Taylor's series in τ(k) at each point and
 * Bernstein's inequality {@code ‖∂ᵢx‖ ≤ 2πRᵢ‖x‖}: it holds for samples, however τ varies, and needs no smoothness of τ.
 *
 * @param lipschitz of all features and of what is propagated beyond, together
 * @param layers the constants of each layer
 * @param translation {@code 2π Kₙ / (S₁ … Sₙ) · gainₙ} for each order n
 */
public record Certificate(double lipschitz, List<LayerBounds> layers, List<Double> translation) {

    public Certificate {
        Check.notNegative("lipschitz", lipschitz);
        layers = List.copyOf(layers);
        translation = List.copyOf(translation);
    }

    /** Whether every layer is admissible, and so the network non-expansive. */
    public boolean admissible() {
        return layers.stream().allMatch(LayerBounds::admissible);
    }

    /** The frame bounds A, B of each layer, {@code [layers][2]}. */
    public double[][] frameBounds() {
        return layers.stream()
                .map(bounds -> new double[] {bounds.lower(), bounds.upper()})
                .toArray(double[][]::new);
    }

    /** The largest of {@link #translation}: no order of features moves further than this times {@code |t|‖x‖}. */
    public double invariance() {
        return translation.stream().mapToDouble(t -> t).max().orElse(0);
    }

    /**
     * {@code lipschitz · (e^{2π Σ Rᵢδᵢ} − 1)}: how far a deformation moves the features, relative to ‖x‖.
     *
     * @param band Rᵢ along each axis, in cycles per point
     * @param displacement δᵢ along each axis, in points
     */
    public double deformation(double[] band, double[] displacement) {
        if (band.length != displacement.length || band.length == 0) {
            throw new IllegalArgumentException("deformation: expected a band and a displacement for each axis, got "
                    + band.length + " and " + displacement.length);
        }
        double exponent = 0;
        for (int i = 0; i < band.length; i++) {
            exponent += 2
                    * Math.PI
                    * Check.notNegative("band", band[i])
                    * Check.notNegative("displacement", displacement[i]);
        }
        return lipschitz * Math.expm1(exponent);
    }
}
