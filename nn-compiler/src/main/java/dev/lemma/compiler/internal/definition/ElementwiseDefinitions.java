package dev.lemma.compiler.internal.definition;

import dev.lemma.api.special.ScaledErfcIntegral;
import dev.lemma.api.special.Special;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.special.ErrorFunction;
import dev.lemma.compiler.special.GammaFunction;
import dev.lemma.compiler.special.LogisticFunction;
import dev.lemma.compiler.special.NormalLaw;
import dev.lemma.compiler.special.ScaledErrorFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one element, by {@link StrictMath} where that has them: plain code that shares nothing with what the fused executor runs. Within 2 ulp,
 * or 1e-13 relative for the gamma family.
 */
public final class ElementwiseDefinitions {

    private ElementwiseDefinitions() {}

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

    /** The function behind the operation. */
    public static DoubleBinaryOperator of(Binary op) {
        return switch (op) {
            case ADD -> Double::sum;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case MULTIPLY_NO_NAN -> (a, b) -> a == 0 || b == 0 ? 0 : a * b;
            case DIVIDE -> (a, b) -> a / b;
            case POWER -> StrictMath::pow;
            case MAXIMUM -> Math::max;
            case MINIMUM -> Math::min;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> (a, b) -> a <= b ? 1 : 0;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
        };
    }

    private static Definition map(DoubleUnaryOperator f) {
        return (in, result) -> {
            double[] x = in.get(0);
            for (int i = 0; i < result.length; i++) {
                result[i] = f.applyAsDouble(x[i]);
            }
        };
    }

    /** One operand. */
    public static Definition unary(Unary op, Tensor node) {
        return map(of(op));
    }

    /** The function behind the operation. */
    public static DoubleUnaryOperator of(Special op) {
        return switch (op) {
            case SINH -> StrictMath::sinh;
            case COSH -> StrictMath::cosh;
            case LOG_NORMAL_CDF -> NormalLaw::logCdf;
            case NORMAL_QUANTILE -> NormalLaw::quantile;
        };
    }

    /** A special function. */
    public static Definition special(Special op, Tensor node) {
        return map(of(op));
    }

    /** A scaled integral of erfc. */
    public static Definition scaledErfcIntegral(ScaledErfcIntegral op, Tensor node) {
        return map(x -> ScaledErrorFunction.integral(op.order(), x));
    }

    /** Derivatives of the digamma function. */
    public static Definition polygamma(Polygamma op, Tensor node) {
        return map(x -> GammaFunction.polygamma(op.order(), x));
    }

    /** Two operands. */
    public static Definition binary(Binary op, Tensor node) {
        DoubleBinaryOperator f = of(op);
        return (in, result) -> {
            double[] a = in.get(0);
            double[] b = in.get(1);
            for (int i = 0; i < result.length; i++) {
                result[i] = f.applyAsDouble(a[i], b[i]);
            }
        };
    }

    /** A choice between two. */
    public static Definition select(Select op, Tensor node) {
        return (in, result) -> {
            for (int i = 0; i < result.length; i++) {
                result[i] = in.get(0)[i] != 0 ? in.get(1)[i] : in.get(2)[i];
            }
        };
    }
}
