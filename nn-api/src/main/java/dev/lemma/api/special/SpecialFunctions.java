package dev.lemma.api.special;

import dev.lemma.api.tensor.Tensor;

/** Special functions as expressions, element by element, with derivatives of any order. */
public final class SpecialFunctions {

    private SpecialFunctions() {}

    /** {@code erfcx x = e^{x²} erfc x}: about {@code 1/(x√π)} for large x, infinite below −26.6. */
    public static Tensor erfcx(Tensor x) {
        return Tensor.apply(new ScaledErfcIntegral(0), x);
    }

    /** {@code Φ(x) = ½ erfc(−x/√2)}, the distribution function of the standard normal law. */
    public static Tensor normalCdf(Tensor x) {
        return x.times(-Math.sqrt(0.5)).erfc().times(0.5);
    }

    /** {@code log Φ(x)}, accurate in both tails. */
    public static Tensor logNormalCdf(Tensor x) {
        return Tensor.apply(Special.LOG_NORMAL_CDF, x);
    }

    /** {@code Φ⁻¹(p)}, the quantile of the standard normal law. */
    public static Tensor normalQuantile(Tensor p) {
        return Tensor.apply(Special.NORMAL_QUANTILE, p);
    }

    /** {@code sinh x}. */
    public static Tensor sinh(Tensor x) {
        return Tensor.apply(Special.SINH, x);
    }

    /** {@code cosh x}. */
    public static Tensor cosh(Tensor x) {
        return Tensor.apply(Special.COSH, x);
    }
}
