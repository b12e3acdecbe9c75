package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import java.util.function.DoubleUnaryOperator;

/**
 * The variation norm γ₁ of a function on [−R, R]: the least total weight of a measure on neurons {@code r(wx + b)}, |w| ≤ 1, |b| ≤ R, that represents it.
 *
 * <pre>{@code
 * γ₁(f) = ∫ |f''| + min_{0 ≤ λ ≤ 1} max(|α|, |β|/R)
 * α = f'(R) − ∫ f'' λ          β = f(R) − R f'(R) + ∫ f'' λ t dt
 * }</pre>
 *
 * <p>Each kink of weight f''(t) splits between {@code (x − t)₊} and {@code (t − x)₊} in proportion λ(t) to 1 − λ(t); what remains is αx + β, which costs
 * {@code max(|α|, |β|/R)}. The minimum is over a convex set of pairs (α, β), so it is the maximum of a concave function of the dual pair on
 * {@code |p| + R|q| ≤ 1}:
 *
 * <pre>{@code
 * max p f'(R) + q (f(R) − R f'(R)) − ∫ (f''(t)(p − q t))₊ dt
 * }</pre>
 *
 * <p>Corrected: the printed bound is λ ≡ ½, right but not tight (x² on [−1, 1]: 5, true 4); and the space of Theorem 9.1 is that of measures: completed from
 * finite networks in γ₁ it lacks x², from which every finite network is at distance at least 4.
 *
 * <p>Source: Topics in Mathematics for Deep Learning, Lectures 9 and 10.
 */
public final class VariationNorm {

    private static final int PANELS = 20_000;

    private final DoubleUnaryOperator f;
    private final DoubleUnaryOperator slope;
    private final DoubleUnaryOperator curvature;
    private final double radius;

    private VariationNorm(
            DoubleUnaryOperator f, DoubleUnaryOperator slope, DoubleUnaryOperator curvature, double radius) {
        this.f = f;
        this.slope = slope;
        this.curvature = curvature;
        this.radius = radius;
    }

    /** Of a twice differentiable function on [−1, 1], with its first two derivatives. */
    public static VariationNorm of(DoubleUnaryOperator f, DoubleUnaryOperator slope, DoubleUnaryOperator curvature) {
        return new VariationNorm(f, slope, curvature, 1);
    }

    /** On [−R, R]. */
    public VariationNorm radius(double r) {
        Check.positive("radius", r);
        return new VariationNorm(f, slope, curvature, r);
    }

    /** γ₁(f), by quadrature on 20000 panels. */
    public double exact() {
        double[] bend = bend();
        double end = slope.applyAsDouble(radius);
        double constant = f.applyAsDouble(radius) - radius * end;
        double best = 0;
        for (int p = -1; p <= 1; p += 2) {
            for (int q = -1; q <= 1; q += 2) {
                best = Math.max(best, segment(bend, end, constant, p, q));
            }
        }
        return total(bend) + best;
    }

    /** The bound with every kink split in halves, as printed. */
    public double bound() {
        double[] bend = bend();
        double alpha = (slope.applyAsDouble(radius) + slope.applyAsDouble(-radius)) / 2;
        double beta = (f.applyAsDouble(radius) + f.applyAsDouble(-radius)) / 2
                - radius * (slope.applyAsDouble(radius) - slope.applyAsDouble(-radius)) / 2;
        return total(bend) + Math.max(Math.abs(alpha), Math.abs(beta) / radius);
    }

    /** The largest value of the concave dual along one edge of the diamond, by golden sections. */
    private double segment(double[] bend, double end, double constant, int signP, int signQ) {
        double golden = (Math.sqrt(5) - 1) / 2;
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double left = high - golden * (high - low);
            double right = low + golden * (high - low);
            if (dual(bend, end, constant, signP * (1 - left), signQ * left / radius)
                    < dual(bend, end, constant, signP * (1 - right), signQ * right / radius)) {
                low = left;
            } else {
                high = right;
            }
        }
        double s = (low + high) / 2;
        return dual(bend, end, constant, signP * (1 - s), signQ * s / radius);
    }

    private double dual(double[] bend, double end, double constant, double p, double q) {
        double sum = p * end + q * constant;
        for (int i = 0; i <= PANELS; i++) {
            sum -= Math.max(0, bend[i] * (p - q * at(i)));
        }
        return sum;
    }

    private double at(int i) {
        return radius * (2.0 * i / PANELS - 1);
    }

    /** f'' at the nodes, times the weights of Simpson's rule. */
    private double[] bend() {
        double[] bend = new double[PANELS + 1];
        double h = 2 * radius / PANELS;
        for (int i = 0; i <= PANELS; i++) {
            double weight = i == 0 || i == PANELS ? 1 : i % 2 == 1 ? 4 : 2;
            bend[i] = curvature.applyAsDouble(at(i)) * weight * h / 3;
        }
        return bend;
    }

    private static double total(double[] bend) {
        double sum = 0;
        for (double b : bend) {
            sum += Math.abs(b);
        }
        return sum;
    }
}
