package dev.lemma.kernels.width;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Region;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.kernels.width.dual.Dual;
import dev.lemma.kernels.width.dual.Pair;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * How signals and gradients go through infinitely wide dense layers {@code z = W φ(z) + b} with variances σ_w²/n and σ_b², for one activation:
 *
 * <pre>{@code
 * q ↦ σ_w² E[φ(√q z)²] + σ_b²          c ↦ (σ_w² T(q*, q*, cq*) + σ_b²)/q*          χ₁ = σ_w² E[φ′(√q* z)²]
 * }</pre>
 *
 * <pre>{@code
 * PhaseDiagram tanh = PhaseDiagram.of(Activations.TANH);
 * double critical = tanh.criticalWeightVariance(0.05);       // 1.76
 * Phase phase = tanh.at(1.5, 0.05);                          // ordered; phase.correlationLength()
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1606.05340">Poole et al. 2016, Exponential expressivity in deep neural networks through transient chaos</a>
 * @see <a href="https://arxiv.org/abs/1611.01232">Schoenholz et al. 2017, Deep information propagation</a>
 */
public final class PhaseDiagram {

    private static final int LAYERS = 2000;

    private static final double UNBOUNDED = 1e12;

    /** The variance that stands for one without bound. */
    private static final double LARGE = 1e8;

    private static final double LARGEST_WEIGHT_VARIANCE = 1e4;

    private final Dual dual;

    private PhaseDiagram(Dual dual) {
        this.dual = dual;
    }

    /** The diagram of an activation, of which nothing but its expression is known. */
    public static PhaseDiagram of(Activation activation) {
        Tensor x = Tensor.input("x", DType.FLOAT64);
        return new PhaseDiagram(Dual.of(new Region(x, activation.apply(x))));
    }

    // ------------------------------------------------------------------ expectations

    private interface Expression {
        Tensor of(Pair pair);
    }

    private static double value(Expression expression, double q, double less, double more) {
        Tensor v = Tensor.input("q", DType.FLOAT64, 1);
        Tensor l = Tensor.input("less", DType.FLOAT64, 1);
        Tensor m = Tensor.input("more", DType.FLOAT64, 1);
        Pair pair = new Pair(v, v, v.times(m.minus(l).times(0.5)), l, m);
        Map<Tensor, Array> values = Map.of(
                v, Array.of(Shape.of(1), new double[] {q}),
                l, Array.of(Shape.of(1), new double[] {less}),
                m, Array.of(Shape.of(1), new double[] {more}));
        return ReferenceExecutor.evaluate(List.of(expression.of(pair)), values)
                .get(0)
                .get(0);
    }

    private double square(double q) {
        return value(pair -> dual.square(pair.q1()), q, 0, 2);
    }

    private double slope(double q, double less) {
        return value(dual::slope, q, less, 2 - less);
    }

    // ------------------------------------------------------------------ the phase

    /** The phase at these variances. */
    public Phase at(double weightVariance, double biasVariance) {
        Check.positive("weight variance", weightVariance);
        Check.notNegative("bias variance", biasVariance);
        double q = fixedPoint(weightVariance, biasVariance);
        double at = Double.isInfinite(q) ? LARGE : q;
        double chi = weightVariance * slope(at, 0);
        double varianceSlope = weightVariance
                * value(pair -> Derivatives.gradient(dual.square(pair.q1()).sum(), pair.q1()), at, 0, 2);
        if (!(q > 0)) {
            // At variance 0 the activation is its tangent.
            varianceSlope = chi;
        }
        double less = chi > 1 + 1e-9 && q > 0 ? distance(weightVariance, biasVariance, at) : 0;
        double correlationSlope = less == 0 ? chi : weightVariance * slope(at, less);
        return new Phase(weightVariance, biasVariance, q, varianceSlope, chi, 1 - less, correlationSlope);
    }

    /** Where the variance goes from 1. */
    private double fixedPoint(double weightVariance, double biasVariance) {
        DoubleUnaryOperator map = q -> weightVariance * square(q) + biasVariance;
        double q = 1;
        for (int layer = 0; layer < LAYERS; layer += 2) {
            double once = map.applyAsDouble(q);
            double twice = map.applyAsDouble(once);
            if (!(twice < UNBOUNDED)) {
                return Double.POSITIVE_INFINITY;
            }
            if (twice < 1e-60) {
                return 0;
            }
            if (Math.abs(once - q) <= 2e-15 * q) {
                return once;
            }
            // Aitken's step, where it goes on in the same direction and not out of sight.
            double second = twice - 2 * once + q;
            double guess = second == 0 ? twice : q - (once - q) * (once - q) / second;
            boolean onward = (guess - twice) * (twice - q) >= 0;
            q = onward && guess > 0 && guess < 1e3 * twice + 1 && guess > 1e-3 * twice ? guess : twice;
        }
        return q;
    }

    /** 1 − c* in the chaotic phase, by bisection of the map of 1 − c. */
    private double distance(double weightVariance, double biasVariance, double q) {
        double own = weightVariance * square(q) + biasVariance;
        DoubleUnaryOperator excess =
                less -> (weightVariance * value(dual::product, q, less, 2 - less) + biasVariance) / own - (1 - less);
        double near = 1e-9;
        double far = 1;
        while (far < 2 && excess.applyAsDouble(far) < 0) {
            far = Math.min(2, far + 0.25);
        }
        if (excess.applyAsDouble(near) >= 0 || excess.applyAsDouble(far) < 0) {
            return excess.applyAsDouble(far) < 0 ? far : 0;
        }
        for (int i = 0; i < 200 && far - near > 1e-15 * far; i++) {
            double middle = near < 1e-3 * far ? Math.sqrt(near * far) : 0.5 * (near + far);
            if (excess.applyAsDouble(middle) < 0) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return far;
    }

    /**
     * The σ_w² at which χ₁ = 1 for this σ_b²: the edge of chaos, where gradients keep their size and the correlation length is infinite.
     *
     * @throws IllegalArgumentException if χ₁ stays on one side of 1
     */
    public double criticalWeightVariance(double biasVariance) {
        Check.notNegative("bias variance", biasVariance);
        double low = 1e-4;
        double high = LARGEST_WEIGHT_VARIANCE;
        if (chi(low, biasVariance) >= 1 || chi(high, biasVariance) <= 1) {
            throw new IllegalArgumentException(
                    "critical weight variance: chi is " + chi(low, biasVariance) + " at " + low
                            + " and " + chi(high, biasVariance) + " at " + high
                            + ": this activation has no edge of chaos between them");
        }
        while (high - low > 4e-14 * high) {
            double middle = high > 2 * low ? Math.sqrt(low * high) : 0.5 * (low + high);
            if (chi(middle, biasVariance) < 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    private double chi(double weightVariance, double biasVariance) {
        double q = fixedPoint(weightVariance, biasVariance);
        return weightVariance * slope(Double.isInfinite(q) ? LARGE : q, 0);
    }
}
