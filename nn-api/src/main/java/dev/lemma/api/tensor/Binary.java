package dev.lemma.api.tensor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The functions of two variables, element by element, each with its partial derivatives.
 *
 * <p>Comparisons give 1 where they hold and 0 elsewhere; NaN compares false. At a tie {@link #MAXIMUM} and {@link #MINIMUM} pass the derivative to
 * the second operand alone, so that {@code relu(x) = max(x, 0)} has derivative 0 at 0 as in PyTorch. NaN in either operand gives NaN.
 */
public enum Binary implements Elementwise {
    /** {@code a + b}. */
    ADD {
        @Override
        public Tensor partial(int i, Tensor y) {
            return y.filled(1);
        }
    },
    /** {@code a − b}. */
    SUBTRACT {
        @Override
        public Tensor partial(int i, Tensor y) {
            return y.filled(i == 0 ? 1 : -1);
        }
    },
    /** {@code a·b}. */
    MULTIPLY {
        @Override
        public Tensor partial(int i, Tensor y) {
            return y.operand(1 - i);
        }
    },
    /**
     * {@code a·b}, and 0 where a or b is 0 whatever the other is, infinite or NaN: the product of the chain rule. What has derivative 0, or whose
     * value nobody asks for, leaves no trace.
     */
    MULTIPLY_NO_NAN {
        @Override
        public Tensor partial(int i, Tensor y) {
            return y.operand(1 - i);
        }
    },
    /** {@code a/b}, as IEEE 754 has it: {@code ±1/0 = ±∞}, {@code 0/0} is NaN. */
    DIVIDE {
        @Override
        public Tensor partial(int i, Tensor y) {
            return i == 0
                    ? y.operand(1).reciprocal()
                    : y.dividedBy(y.operand(1)).negate();
        }
    },
    /** {@code aᵇ} with the conventions of {@link Math#pow}; {@code ∂/∂b} is taken as 0 where a = 0. */
    POWER {
        @Override
        public Tensor partial(int i, Tensor y) {
            Tensor a = y.operand(0);
            Tensor b = y.operand(1);
            return i == 0
                    ? Tensor.select(b.equalTo(0), y.filled(0), b.times(a.pow(b.minus(1))))
                    : Tensor.select(a.equalTo(0), y.filled(0), y.times(a.log()));
        }
    },
    /** {@code max(a, b)}. */
    MAXIMUM {
        @Override
        public Tensor partial(int i, Tensor y) {
            Tensor first = y.operand(1).lessThan(y);
            return i == 0 ? first : first.negate().plus(1);
        }
    },
    /** {@code min(a, b)}. */
    MINIMUM {
        @Override
        public Tensor partial(int i, Tensor y) {
            Tensor first = y.lessThan(y.operand(1));
            return i == 0 ? first : first.negate().plus(1);
        }
    },
    /** {@code a < b}. */
    LESS,
    /** {@code a ≤ b}. */
    LESS_OR_EQUAL,
    /** {@code a = b}; +0 and −0 are equal. */
    EQUAL;

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public @Nullable Tensor partial(int i, Tensor y) {
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
