package dev.lemma.api.tensor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The elementary functions of one variable, each with its derivative.
 *
 * <p>Executors evaluate them to 2 ulp over the whole range of the type, tails, subnormals, infinities and NaN included
 * ({@link #LOG_GAMMA}: to 1e-13 relative). At a kink the derivative is the one that PyTorch takes: {@code |·|′(0) = 0}.
 */
public enum Unary implements Elementwise {
    /** {@code −x}. */
    NEGATE {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.filled(-1);
        }
    },
    /** {@code |x|}. */
    ABS {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.sign();
        }
    },
    /** −1, 0 or 1; NaN stays. */
    SIGN,
    /** {@code √x}; NaN below 0. */
    SQRT {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.filled(0.5).dividedBy(y);
        }
    },
    /** {@code eˣ}. */
    EXP {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return y;
        }
    },
    /** {@code eˣ − 1}, accurate near 0. */
    EXPM1 {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.exp();
        }
    },
    /** {@code log x}; −∞ at 0, NaN below. */
    LOG {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.reciprocal();
        }
    },
    /** {@code log(1 + x)}, accurate near 0. */
    LOG1P {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.plus(1).reciprocal();
        }
    },
    /** {@code tanh x}. */
    TANH {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return y.filled(1).minus(y.times(y));
        }
    },
    /** {@code σ(x) = 1/(1 + e⁻ˣ)}. */
    SIGMOID {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return y.times(y.filled(1).minus(y));
        }
    },
    /** {@code log σ(x) = −softplus(−x)}. */
    LOG_SIGMOID {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.negate().sigmoid();
        }
    },
    /** {@code log(1 + eˣ)}. */
    SOFTPLUS {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.sigmoid();
        }
    },
    /** {@code 2/√π ∫₀ˣ e^{−s²} ds}. */
    ERF {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.times(x).negate().exp().times(TWO_OVER_SQRT_PI);
        }
    },
    /** {@code 1 − erf(x)}, accurate in the right tail. */
    ERFC {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.times(x).negate().exp().times(-TWO_OVER_SQRT_PI);
        }
    },
    /** {@code sin x}, in radians. */
    SIN {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.cos();
        }
    },
    /** {@code cos x}, in radians. */
    COS {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.sin().negate();
        }
    },
    /** {@code arctan x}, in [−π/2, π/2]. */
    ATAN {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return x.times(x).plus(1).reciprocal();
        }
    },
    /** {@code log |Γ(x)|}; its derivatives are the {@link Polygamma} functions. */
    LOG_GAMMA {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return Tensor.apply(new Polygamma(0), x);
        }
    },
    /** The largest whole number that is not above x. */
    FLOOR,
    /** The smallest whole number that is not below x. */
    CEIL,
    /** To the nearest whole number, halves to the even one. */
    ROUND;

    private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;

    /** The derivative as an expression, or null where it is zero. */
    @Nullable
    Tensor derivative(Tensor x, Tensor y) {
        return null;
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public @Nullable Tensor partial(int i, Tensor y) {
        return derivative(y.operand(0), y);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
