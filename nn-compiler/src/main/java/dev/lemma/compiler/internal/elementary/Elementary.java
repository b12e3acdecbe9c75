package dev.lemma.compiler.internal.elementary;

import dev.lemma.api.special.Special;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.chain.Rare;

/**
 * The functions of one variable, among them those that a chain has an operation for, so that {@link #of} is total. What
 * they are is in {@link dev.lemma.compiler.internal.definition.ElementwiseDefinitions}, which shares no formula with these.
 */
public enum Elementary implements Expansion {
    /** {@code eˣ}. */
    EXP(Exponential::exp),
    /** {@code eˣ − 1}, accurate near 0. */
    EXPM1(Exponential::expm1),
    /** Natural logarithm; −∞ at ±0, NaN left of it. */
    LOG(Logarithm::log),
    /** {@code log(1 + x)}, accurate near 0; −∞ at −1, NaN left of it. */
    LOG1P(Logarithm::log1p),
    /** Hyperbolic tangent. */
    TANH(Logistic::tanh),
    /** {@code σ(x) = 1/(1 + e⁻ˣ)}. */
    SIGMOID(Logistic::sigmoid),
    /** {@code log σ(x)}. */
    LOG_SIGMOID(Logistic::logSigmoid),
    /** {@code log(1 + eˣ)}. */
    SOFTPLUS(Logistic::softplus),
    /** {@code 2/√π ∫₀ˣ e^{−s²} ds}. */
    ERF(ErrorFunctions::erf),
    /** {@code 1 − erf x}, accurate in the right tail. */
    ERFC(ErrorFunctions::erfc),
    /** Sine; NaN at ±∞. */
    SIN(Trigonometric::sin),
    /** Cosine; NaN at ±∞. */
    COS(Trigonometric::cos),
    /** Arctangent, between −π/2 and π/2. */
    ATAN(Trigonometric::atan),
    /** {@code log |Γ(x)|}. */
    LOG_GAMMA((b, x) -> ByElement.expand(ByElement.LogGamma.INSTANCE, b, x)),
    /** {@code √x}, correctly rounded. */
    SQRT(ChainBuilder::sqrt),
    /** {@code |x|}. */
    ABS(ChainBuilder::abs),
    /** −x. */
    NEGATE(ChainBuilder::neg),
    /** −1, 0 or 1; ±0 and NaN stay. */
    SIGN(Rounding::sign),
    /** The largest whole number not above x; −0 stays. */
    FLOOR(Rounding::floor),
    /** The smallest whole number not below x; −0 on (−1, −0]. */
    CEIL(Rounding::ceil),
    /** The nearest whole number, of two the even one; keeps the sign of zero. */
    ROUND(Rounding::round);

    private final Expansion expansion;

    Elementary(Expansion expansion) {
        this.expansion = expansion;
    }

    /** The function behind the operation {@code op}. */
    public static Elementary of(Unary op) {
        return valueOf(op.name());
    }

    /** {@code ψ⁽ⁿ⁾}, the derivative of order n + 1 of {@link #LOG_GAMMA}. */
    public static Expansion polygamma(int n) {
        Rare fn = new ByElement.Polygamma(n);
        return (b, x) -> ByElement.expand(fn, b, x);
    }

    /** A special function, by scalar code. */
    public static Expansion of(Special op) {
        Rare fn = ByElement.SpecialFunction.valueOf(op.name());
        return (b, x) -> ByElement.expand(fn, b, x);
    }

    /** {@code e^{x²} iⁿerfc(x)}, by scalar code. */
    public static Expansion scaledErfcIntegral(int n) {
        Rare fn = new ByElement.ScaledErfcIntegral(n);
        return (b, x) -> ByElement.expand(fn, b, x);
    }

    @Override
    public int expand(ChainBuilder b, int x) {
        return expansion.expand(b, x);
    }
}
