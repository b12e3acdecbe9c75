package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.walk.Region;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The functions with closed Gaussian expectations, recognised in their expressions: polynomials, ramps, steps, {@code a·erf(bx) + c}, sine and cosine,
 * exponentials, Gaussians, GELU, under sums and products with constants and changes of scale.
 */
final class ClosedForms {

    private static final int HIGHEST_DEGREE = 16;

    private final Tensor variable;

    private ClosedForms(Tensor variable) {
        this.variable = variable;
    }

    static @Nullable Dual of(Region region) {
        return new ClosedForms(region.variable()).form(region.value());
    }

    private @Nullable Dual form(Tensor node) {
        if (node == variable) {
            return PolynomialDual.of(0, 1);
        }
        OptionalDouble constant = node.constantValue();
        if (constant.isPresent()) {
            return PolynomialDual.of(constant.getAsDouble());
        }
        if (node.op() instanceof Unary unary) {
            Dual inner = form(node.operand(0));
            return inner == null ? null : unary(unary, inner);
        }
        if (node.op() instanceof Binary binary) {
            Dual a = form(node.operand(0));
            Dual b = form(node.operand(1));
            return a == null || b == null ? null : binary(binary, a, b);
        }
        if (node.op() instanceof Select) {
            return select(node);
        }
        return null;
    }

    // ------------------------------------------------------------------ what polynomials are

    private static double at(PolynomialDual p, int power) {
        return power <= p.degree() ? p.coefficients().get(power) : 0;
    }

    private static boolean isConstant(PolynomialDual p) {
        return effectiveDegree(p) == 0;
    }

    private static int effectiveDegree(PolynomialDual p) {
        int degree = p.degree();
        while (degree > 0 && at(p, degree) == 0) {
            degree--;
        }
        return degree;
    }

    /** Slope of a multiple of the variable; NaN if it is something else. */
    private static double multiple(@Nullable Dual form) {
        return form instanceof PolynomialDual p && effectiveDegree(p) <= 1 && at(p, 0) == 0 ? at(p, 1) : Double.NaN;
    }

    // ------------------------------------------------------------------ functions

    private static @Nullable Dual unary(Unary op, Dual inner) {
        if (op == Unary.NEGATE) {
            return scaled(inner, -1);
        }
        if (!(inner instanceof PolynomialDual p)) {
            return null;
        }
        int degree = effectiveDegree(p);
        double b = at(p, 1);
        double c = at(p, 0);
        if (op == Unary.EXP && degree == 2 && b == 0 && at(p, 2) < 0) {
            return new Bell(Math.exp(c), -at(p, 2));
        }
        if (degree != 1) {
            return null;
        }
        return switch (op) {
            case ABS -> c == 0 ? new Ramp(-Math.abs(b), Math.abs(b)) : null;
            case SIGN -> c == 0 ? new Step(-Math.signum(b), Math.signum(b)) : null;
            case ERF -> c == 0 ? new ErrorFunction(1, b, 0) : null;
            case ERFC -> c == 0 ? new ErrorFunction(-1, b, 1) : null;
            case SIN -> new Sine(1, b, c);
            case COS -> new Sine(1, b, c + Math.PI / 2);
            case EXP -> new Exponential(Math.exp(c), b);
            default -> null;
        };
    }

    private static @Nullable Dual binary(Binary op, Dual a, Dual b) {
        switch (op) {
            case ADD:
                return sum(a, b);
            case SUBTRACT:
                Dual negative = scaled(b, -1);
                return negative == null ? null : sum(a, negative);
            case MULTIPLY:
            case MULTIPLY_NO_NAN:
                return product(a, b);
            case DIVIDE:
                return b instanceof PolynomialDual p && isConstant(p) && at(p, 0) != 0 ? scaled(a, 1 / at(p, 0)) : null;
            case MAXIMUM:
            case MINIMUM:
                double first = multiple(a);
                double second = multiple(b);
                if (Double.isNaN(first) || Double.isNaN(second)) {
                    return null;
                }
                double larger = Math.max(first, second);
                double smaller = Math.min(first, second);
                return op == Binary.MAXIMUM ? new Ramp(smaller, larger) : new Ramp(larger, smaller);
            case LESS:
            case LESS_OR_EQUAL:
                double left = multiple(a);
                double right = multiple(b);
                if (Double.isNaN(left) || Double.isNaN(right) || left == right) {
                    return null;
                }
                return left < right ? new Step(0, 1) : new Step(1, 0);
            default:
                return null;
        }
    }

    private @Nullable Dual select(Tensor node) {
        Dual condition = form(node.operand(0));
        double a = multiple(form(node.operand(1)));
        double b = multiple(form(node.operand(2)));
        if (!(condition instanceof Step step) || Double.isNaN(a) || Double.isNaN(b)) {
            return null;
        }
        if ((step.left() == 0) == (step.right() == 0)) {
            return null;
        }
        return step.right() != 0 ? new Ramp(b, a) : new Ramp(a, b);
    }

    private static @Nullable Dual scaled(Dual form, double factor) {
        if (form instanceof PolynomialDual p) {
            return new PolynomialDual(
                    p.coefficients().stream().map(c -> c * factor).toList());
        }
        if (form instanceof Ramp ramp) {
            return new Ramp(ramp.left() * factor, ramp.right() * factor);
        }
        if (form instanceof Step step) {
            return new Step(step.left() * factor, step.right() * factor);
        }
        if (form instanceof ErrorFunction erf) {
            return new ErrorFunction(erf.scale() * factor, erf.rate(), erf.offset() * factor);
        }
        if (form instanceof Sine sine) {
            return new Sine(sine.scale() * factor, sine.rate(), sine.phase());
        }
        if (form instanceof Exponential e) {
            return new Exponential(e.scale() * factor, e.rate());
        }
        if (form instanceof Bell bell) {
            return new Bell(bell.scale() * factor, bell.rate());
        }
        return form instanceof GaussianLinearUnit gelu
                ? new GaussianLinearUnit(gelu.scale() * factor, gelu.rate())
                : null;
    }

    private static @Nullable Dual sum(Dual a, Dual b) {
        if (a instanceof PolynomialDual p && b instanceof PolynomialDual q) {
            double[] sum = new double[Math.max(p.degree(), q.degree()) + 1];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = at(p, i) + at(q, i);
            }
            return PolynomialDual.of(sum);
        }
        if (b instanceof PolynomialDual && !(a instanceof PolynomialDual)) {
            return sum(b, a);
        }
        if (!(a instanceof PolynomialDual p)) {
            return a instanceof Ramp r && b instanceof Ramp s
                    ? new Ramp(r.left() + s.left(), r.right() + s.right())
                    : null;
        }
        if (isConstant(p) && b instanceof ErrorFunction erf) {
            return new ErrorFunction(erf.scale(), erf.rate(), erf.offset() + at(p, 0));
        }
        if (isConstant(p) && b instanceof Step step) {
            return new Step(step.left() + at(p, 0), step.right() + at(p, 0));
        }
        double slope = multiple(p);
        return b instanceof Ramp ramp && !Double.isNaN(slope)
                ? new Ramp(ramp.left() + slope, ramp.right() + slope)
                : isConstant(p) && at(p, 0) == 0 ? b : null;
    }

    private static @Nullable Dual product(Dual a, Dual b) {
        if (a instanceof PolynomialDual p && b instanceof PolynomialDual q) {
            int degree = effectiveDegree(p) + effectiveDegree(q);
            if (degree > HIGHEST_DEGREE) {
                return null;
            }
            double[] product = new double[degree + 1];
            for (int i = 0; i <= effectiveDegree(p); i++) {
                for (int j = 0; j <= effectiveDegree(q); j++) {
                    product[i + j] += at(p, i) * at(q, j);
                }
            }
            return PolynomialDual.of(product);
        }
        if (b instanceof PolynomialDual && !(a instanceof PolynomialDual)) {
            return product(b, a);
        }
        if (!(a instanceof PolynomialDual p)) {
            return null;
        }
        if (isConstant(p)) {
            return scaled(b, at(p, 0));
        }
        double slope = multiple(p);
        if (Double.isNaN(slope)) {
            return null;
        }
        if (b instanceof Step step) {
            return new Ramp(slope * step.left(), slope * step.right());
        }
        // x(c + a erf(bx)) with a = ±c is 2c·x·Φ(±√2 b x).
        if (b instanceof ErrorFunction erf
                && Math.abs(Math.abs(erf.scale()) - Math.abs(erf.offset())) <= 1e-15 * Math.abs(erf.offset())) {
            double sign = Math.signum(erf.scale()) * Math.signum(erf.offset());
            return new GaussianLinearUnit(2 * slope * erf.offset(), sign * Math.sqrt(2) * erf.rate());
        }
        return null;
    }
}
