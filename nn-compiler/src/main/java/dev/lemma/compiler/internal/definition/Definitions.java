package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.special.ErrorFunction;
import dev.lemma.compiler.special.GammaFunction;
import dev.lemma.compiler.special.LogisticFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * Each {@link Unary} as a function of one number, by {@link StrictMath} where that has it: plain code that shares nothing with
 * what the fused executor runs. Within 2 ulp, or 1e-13 relative for the gamma family.
 */
public final class Definitions {

    private Definitions() {}

    /** The function behind the operation. */
    public static DoubleUnaryOperator of(Unary op) {
        return switch (op) {
            case NEGATE -> x -> -x;
            case ABS -> Math::abs;
            case SIGN -> Math::signum;
            case SQRT -> StrictMath::sqrt;
            case EXP -> StrictMath::exp;
            case EXPM1 -> StrictMath::expm1;
            case LOG -> StrictMath::log;
            case LOG1P -> StrictMath::log1p;
            case TANH -> StrictMath::tanh;
            case SIGMOID -> LogisticFunction::sigmoid;
            case LOG_SIGMOID -> LogisticFunction::logSigmoid;
            case SOFTPLUS -> LogisticFunction::softplus;
            case ERF -> ErrorFunction::erf;
            case ERFC -> ErrorFunction::erfc;
            case SIN -> StrictMath::sin;
            case COS -> StrictMath::cos;
            case ATAN -> StrictMath::atan;
            case LOG_GAMMA -> GammaFunction::logGamma;
            case FLOOR -> Math::floor;
            case CEIL -> Math::ceil;
            case ROUND -> Math::rint;
        };
    }
}
