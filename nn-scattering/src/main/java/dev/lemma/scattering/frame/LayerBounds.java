package dev.lemma.scattering.frame;

/**
 * The constants of one layer.
 *
 * @param layer from 1
 * @param lower A, the lower frame bound
 * @param upper B, the upper frame bound
 * @param nonlinearity L, its Lipschitz constant
 * @param pooling R, its Lipschitz constant
 * @param factor S, of the pooling
 * @param smoothness {@code K = max |f| |χ̂(f)|} of the output filter, in cycles per point of the layer's grid
 */
public record LayerBounds(
        int layer, double lower, double upper, double nonlinearity, double pooling, int factor, double smoothness) {

    /** What rounding may add to the bound of a Parseval frame. */
    private static final double ROUNDING = 1e-12;

    /** {@code min(1, L⁻²R⁻²)}, what B may be. */
    public double limit() {
        double steep = nonlinearity * pooling;
        return Math.min(1, 1 / (steep * steep));
    }

    /** Whether {@code B ≤ min(1, L⁻²R⁻²)}, to rounding. */
    public boolean admissible() {
        return upper <= limit() * (1 + ROUNDING);
    }

    /** The number that every filter of the layer is to be multiplied by to be just admissible: below 1 for a layer that is not. */
    public double repair() {
        return Math.sqrt(limit() / upper);
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "layer %d: A = %.6g, B = %.6g, L = %.4g, R = %.4g, S = %d",
                layer,
                lower,
                upper,
                nonlinearity,
                pooling,
                factor);
    }
}
