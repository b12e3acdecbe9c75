package dev.lemma.core.compiler.elementary;

import dev.lemma.api.tensor.Unary;
import dev.lemma.core.compiler.chain.ChainBuilder;
import dev.lemma.core.compiler.chain.Rare;
import dev.lemma.core.math.special.ErrorFunction;
import dev.lemma.core.math.special.GammaFunction;
import dev.lemma.core.math.special.LogisticFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one variable, among them those that a chain has an operation for, so that {@link #of} is total. Each has
 * an {@link Expansion} for the fused executor and an independent scalar definition for the reference executor.
 */
public enum Elementary implements Expansion {
    /** {@code eˣ}. */
    EXP(Exponential::exp, StrictMath::exp),
    /** {@code eˣ − 1}, accurate near 0. */
    EXPM1(Exponential::expm1, StrictMath::expm1),
    /** Natural logarithm; −∞ at ±0, NaN left of it. */
    LOG(Logarithm::log, StrictMath::log),
    /** {@code log(1 + x)}, accurate near 0; −∞ at −1, NaN left of it. */
    LOG1P(Logarithm::log1p, StrictMath::log1p),
    /** Hyperbolic tangent. */
    TANH(Logistic::tanh, StrictMath::tanh),
    /** {@code σ(x) = 1/(1 + e⁻ˣ)}. */
    SIGMOID(Logistic::sigmoid, LogisticFunction::sigmoid),
    /** {@code log σ(x)}. */
    LOG_SIGMOID(Logistic::logSigmoid, LogisticFunction::logSigmoid),
    /** {@code log(1 + eˣ)}. */
    SOFTPLUS(Logistic::softplus, LogisticFunction::softplus),
    /** {@code 2/√π ∫₀ˣ e^{−s²} ds}. */
    ERF(ErrorFunctions::erf, ErrorFunction::erf),
    /** {@code 1 − erf x}, accurate in the right tail. */
    ERFC(ErrorFunctions::erfc, ErrorFunction::erfc),
    /** Sine; NaN at ±∞. */
    SIN(Trigonometric::sin, StrictMath::sin),
    /** Cosine; NaN at ±∞. */
    COS(Trigonometric::cos, StrictMath::cos),
    /** Arctangent, between −π/2 and π/2. */
    ATAN(Trigonometric::atan, StrictMath::atan),
    /** {@code log |Γ(x)|}. */
    LOG_GAMMA((b, x) -> ByElement.expand(ByElement.LogGamma.INSTANCE, b, x), GammaFunction::logGamma),
    /** {@code ψ(x) = d/dx log Γ(x)}. */
    DIGAMMA(polygamma(0), GammaFunction::digamma),
    /** {@code ψ′(x)}. */
    TRIGAMMA(polygamma(1), GammaFunction::trigamma),
    /** {@code √x}, correctly rounded. */
    SQRT(ChainBuilder::sqrt, StrictMath::sqrt),
    /** {@code 1/x}, correctly rounded. */
    RECIPROCAL((b, x) -> b.div(b.constant(1), x), x -> 1 / x),
    /** {@code |x|}. */
    ABS(ChainBuilder::abs, Math::abs),
    /** −x. */
    NEGATE(ChainBuilder::neg, x -> -x),
    /** −1, 0 or 1; ±0 and NaN stay. */
    SIGN(Rounding::sign, Math::signum),
    /** The largest whole number not above x; −0 stays. */
    FLOOR(Rounding::floor, Math::floor),
    /** The smallest whole number not below x; −0 on (−1, −0]. */
    CEIL(Rounding::ceil, Math::ceil),
    /** The nearest whole number, of two the even one; keeps the sign of zero. */
    ROUND(Rounding::round, Math::rint);

    private final Expansion expansion;
    private final DoubleUnaryOperator definition;

    Elementary(Expansion expansion, DoubleUnaryOperator definition) {
        this.expansion = expansion;
        this.definition = definition;
    }

    /** The function behind the operation {@code op}. */
    public static Elementary of(Unary op) {
        return valueOf(op.name());
    }

    /** {@code ψ⁽ⁿ⁾}, the n-th derivative of {@link #DIGAMMA}. */
    public static Expansion polygamma(int n) {
        Rare fn = new ByElement.Polygamma(n);
        return (b, x) -> ByElement.expand(fn, b, x);
    }

    @Override
    public int expand(ChainBuilder b, int x) {
        return expansion.expand(b, x);
    }

    /** The function at {@code x} in double precision, by formulas that share nothing with {@link #expand}. */
    public double at(double x) {
        return definition.applyAsDouble(x);
    }
}
