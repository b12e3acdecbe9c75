package dev.lemma.kernels.width;

/**
 * Where a very wide and deep network stands at the start.
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param variance q*, to which the variance of each number goes with depth; ∞ if it grows without bound
 * @param varianceSlope χ_q, the derivative of the variance's map at q*
 * @param chi χ₁, the mean squared singular value of a layer's Jacobian: gradients shrink with depth below 1 and grow above
 * @param correlation c*, to which the correlation of two different inputs goes with depth
 * @param correlationSlope χ_c, the derivative of the correlation's map at c*; χ₁ where c* = 1
 */
public record Phase(
        double weightVariance,
        double biasVariance,
        double variance,
        double varianceSlope,
        double chi,
        double correlation,
        double correlationSlope) {

    /** What happens to nearby inputs. */
    public enum Kind {
        /** χ₁ &lt; 1: all inputs become one, gradients vanish. */
        ORDERED,
        /** χ₁ = 1, to 1e-9. */
        CRITICAL,
        /** χ₁ &gt; 1: nearby inputs part, gradients explode. */
        CHAOTIC
    }

    /** The phase by χ₁. */
    public Kind kind() {
        return Math.abs(chi - 1) <= 1e-9 ? Kind.CRITICAL : chi < 1 ? Kind.ORDERED : Kind.CHAOTIC;
    }

    /** {@code ξ_q = −1/log χ_q}: layers in which the distance from q* falls by e; ∞ if it does not. */
    public double varianceLength() {
        return length(varianceSlope);
    }

    /** {@code ξ_c = −1/log χ_c}: layers in which the distance from c* falls by e, about as deep as signals and gradients reach; ∞ on the critical line. */
    public double correlationLength() {
        return length(correlationSlope);
    }

    private static double length(double slope) {
        return slope >= 1 - 1e-12 ? Double.POSITIVE_INFINITY : slope <= 0 ? 0 : -1 / Math.log(slope);
    }
}
