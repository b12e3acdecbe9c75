package dev.lemma.api.walk;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest slope of a scalar function: {@code low·(b − a) ≤ f(b) − f(a) ≤ high·(b − a)} for all a ≤ b. Its Lipschitz constant is
 * {@code max(|low|, |high|)}; it increases if {@code low ≥ 0}, decreases if {@code high ≤ 0}.
 *
 * @param low the smallest slope
 * @param high the largest slope
 */
public record Slope(double low, double high) {

    /** The slope of the identity. */
    public static final Slope ONE = new Slope(1, 1);

    /** The slope of a constant. */
    public static final Slope ZERO = new Slope(0, 0);

    public Slope {
        if (!(low <= high)) {
            throw new IllegalArgumentException("slope: expected low <= high, got " + low + " and " + high);
        }
    }

    /** The Lipschitz constant; ∞ if there is none. */
    public double lipschitz() {
        return Math.max(Math.abs(low), Math.abs(high));
    }

    /** Whether the function nowhere decreases. */
    public boolean increasing() {
        return low >= 0;
    }

    /** Whether the function nowhere increases. */
    public boolean decreasing() {
        return high <= 0;
    }

    /** The slope of a composition {@code f∘g} of this f with g, or of a multiple. */
    public Slope times(Slope inner) {
        double a = product(low, inner.low);
        double b = product(low, inner.high);
        double c = product(high, inner.low);
        double d = product(high, inner.high);
        return new Slope(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
    }

    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    /** The slope of a sum. */
    public Slope plus(Slope other) {
        return new Slope(low + other.low, high + other.high);
    }

    /** The least slope range that holds both. */
    public Slope or(Slope other) {
        return new Slope(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** What is declared of a function of one variable on all of ℝ. */
    public static Slope of(Unary function) {
        return switch (function) {
            case NEGATE -> new Slope(-1, -1);
            case ABS, SIN, COS -> new Slope(-1, 1);
            case TANH, SOFTPLUS, LOG_SIGMOID, ATAN -> new Slope(0, 1);
            case SIGMOID -> new Slope(0, 0.25);
            case ERF -> new Slope(0, 2 / Math.sqrt(Math.PI));
            case ERFC -> new Slope(-2 / Math.sqrt(Math.PI), 0);
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIGN, FLOOR, CEIL, ROUND -> new Slope(0, Double.POSITIVE_INFINITY);
            case LOG_GAMMA -> new Slope(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        };
    }

    /** The slope of a region by what is declared of its primitives and the chain rule; infinite where that says nothing. */
    public static Slope of(Region region) {
        return of(region, List.of());
    }

    /** The slope of a region by what is declared of its primitives and of compositions, and the chain rule; infinite where that says nothing. */
    public static Slope of(Region region, List<DeclaredSlope> declared) {
        Slope slope = of(region.value(), region, declared);
        return slope == null ? new Slope(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY) : slope;
    }

    private static @Nullable Slope of(Tensor node, Region region, List<DeclaredSlope> declared) {
        if (node == region.variable()) {
            return ONE;
        }
        if (node.constantValue().isPresent()) {
            return ZERO;
        }
        for (DeclaredSlope known : declared) {
            Tensor argument = known.argument(node);
            if (argument != null) {
                Slope inner = of(argument, region, declared);
                return inner == null ? null : known.slope().times(inner);
            }
        }
        if (node.op() instanceof Unary unary) {
            Slope inner = of(node.operand(0), region, declared);
            return inner == null ? null : of(unary).times(inner);
        }
        if (!(node.op() instanceof Binary binary)) {
            return node.operands().size() == 1 ? of(node.operand(0), region, declared) : null;
        }
        Slope a = of(node.operand(0), region, declared);
        Slope b = of(node.operand(1), region, declared);
        if (a == null || b == null) {
            return null;
        }
        OptionalDouble left = node.operand(0).constantValue();
        OptionalDouble right = node.operand(1).constantValue();
        return switch (binary) {
            case ADD -> a.plus(b);
            case SUBTRACT -> a.plus(b.times(new Slope(-1, -1)));
            case MAXIMUM, MINIMUM -> a.or(b);
            case MULTIPLY, MULTIPLY_NO_NAN ->
                right.isPresent()
                        ? a.times(new Slope(right.getAsDouble(), right.getAsDouble()))
                        : left.isPresent() ? b.times(new Slope(left.getAsDouble(), left.getAsDouble())) : null;
            case DIVIDE ->
                right.isPresent() ? a.times(new Slope(1 / right.getAsDouble(), 1 / right.getAsDouble())) : null;
            default -> null;
        };
    }
}
