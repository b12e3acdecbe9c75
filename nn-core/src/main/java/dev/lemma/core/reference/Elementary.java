package dev.lemma.core.reference;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Unary;

/** The elementary functions, in float64. */
final class Elementary {

    private Elementary() {}

    static double of(Unary function, double x, DType type) {
        return switch (function) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQRT -> Math.sqrt(x);
            case EXP -> StrictMath.exp(x);
            case EXPM1 -> StrictMath.expm1(x);
            case LOG -> StrictMath.log(x);
            case LOG1P -> StrictMath.log1p(x);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
            case LOG_SIGMOID -> -softplus(-x);
            case SOFTPLUS -> softplus(x);
            case ERF -> erf(x);
            case ERFC -> erfc(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case ATAN -> StrictMath.atan(x);
            case LOG_GAMMA -> logGamma(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
        };
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    static double erf(double x) {
        if (Math.abs(x) > 2.5) {
            return Math.signum(x) * (1 - erfc(Math.abs(x)));
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 100; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }

    static double erfc(double x) {
        if (x < 1.5) {
            return 1 - erf(x);
        }
        double fraction = 0;
        for (int n = 120; n > 0; n--) {
            fraction = n / 2.0 / (x + fraction);
        }
        return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }

    static double logGamma(double x) {
        if (x <= 0) {
            return x == Math.rint(x)
                    ? Double.POSITIVE_INFINITY
                    : StrictMath.log(Math.PI / Math.abs(StrictMath.sin(Math.PI * x))) - logGamma(1 - x);
        }
        double shift = 0;
        double z = x;
        while (z < 15) {
            shift += StrictMath.log(z);
            z++;
        }
        double r = 1 / (z * z);
        double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r / 1188)))) / z;
        return (z - 0.5) * StrictMath.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }

    static double polygamma(int order, double x) {
        double sign = (order & 1) == 1 ? 1 : -1;
        double factorial = 1;
        for (int i = 2; i <= order; i++) {
            factorial *= i;
        }
        double sum = 0;
        double z = x;
        while (z < 20) {
            sum += order == 0 ? -1 / z : sign * factorial / Math.pow(z, order + 1);
            z++;
        }
        double[] bernoulli = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6};
        if (order == 0) {
            double value = StrictMath.log(z) - 0.5 / z;
            for (int k = 1; k <= bernoulli.length; k++) {
                value -= bernoulli[k - 1] / (2 * k * Math.pow(z, 2 * k));
            }
            return value + sum;
        }
        double value = factorial / order / Math.pow(z, order) + factorial / (2 * Math.pow(z, order + 1));
        for (int k = 1; k <= bernoulli.length; k++) {
            double ratio = 1;
            for (int i = 2 * k + 1; i <= 2 * k + order - 1; i++) {
                ratio *= i;
            }
            value += bernoulli[k - 1] * ratio / Math.pow(z, 2 * k + order);
        }
        return sign * value + sum;
    }
}
