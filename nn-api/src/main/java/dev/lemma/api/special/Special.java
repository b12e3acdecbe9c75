package dev.lemma.api.special;

import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Tensor;
import java.util.Locale;

/** Functions of one variable, each with its derivative; values to about 1e-14 relative, tails included. */
public enum Special implements Elementwise {
    /** {@code sinh x}. */
    SINH {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return Tensor.apply(COSH, x);
        }
    },
    /** {@code cosh x}. */
    COSH {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return Tensor.apply(SINH, x);
        }
    },
    /**
     * {@code log Φ(x)}, Φ the distribution function of the standard normal law; its derivative is {@code φ/Φ}, which for x &lt; 0 is taken as {@code √(2/π)/erfcx(−x/√2)}: the
     * quotient itself is 0/0 in the tail.
     */
    LOG_NORMAL_CDF {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            Tensor left = x.lessThan(0);
            // Each branch sees 0 where the other is taken, so that neither makes an infinity that its derivative would
            // meet.
            Tensor tail = Tensor.select(left, x.times(-Math.sqrt(0.5)), x.filled(0));
            Tensor body = Tensor.select(left, x.filled(0), x);
            Tensor inTail =
                    Tensor.apply(new ScaledErfcIntegral(0), tail).reciprocal().times(Math.sqrt(2 / Math.PI));
            Tensor inBody = body.square()
                    .times(-0.5)
                    .exp()
                    .times(Math.sqrt(2 / Math.PI))
                    .dividedBy(body.times(-Math.sqrt(0.5)).erfc());
            return Tensor.select(left, inTail, inBody);
        }
    },
    /** {@code Φ⁻¹(p)}: −∞ at 0, ∞ at 1, NaN outside [0, 1]. */
    NORMAL_QUANTILE {
        @Override
        Tensor derivative(Tensor x, Tensor y) {
            return y.square().times(0.5).exp().times(Math.sqrt(2 * Math.PI));
        }
    };

    abstract Tensor derivative(Tensor x, Tensor y);

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor partial(int i, Tensor y) {
        return derivative(y.operand(0), y);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
