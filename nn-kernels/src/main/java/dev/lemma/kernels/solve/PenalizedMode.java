package dev.lemma.kernels.solve;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.function.Supplier;

/**
 * The minimum of a convex function of values and of their size in the metric of a Gram matrix, by Newton's method.
 *
 * <pre>{@code
 * min_f Ψ(f) = Σᵢ ℓᵢ(fᵢ) + ½ fᵀK⁻¹f,     f = K a,  a = −ℓ′(f) at the minimum
 * W = diag ℓ″(f),  B = I + W^½KW^½,  b = W f − ℓ′(f),  a₊ = b − W^½B⁻¹W^½K b
 * }</pre>
 *
 * <p>K is never inverted, and B has no eigenvalue below 1: nothing fails for K of any rank. Steps are halved until Ψ falls. Cost: n³/3 each, and usually fewer than ten of them.
 *
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, algorithm 3.1</a>
 */
public final class PenalizedMode {

    private static final int MOST_STEPS = 100;

    /** The terms ℓᵢ with two derivatives. */
    @FunctionalInterface
    public interface Terms {

        /**
         * {@code Σ ℓᵢ(fᵢ)}.
         *
         * @param first ℓ′, to be filled
         * @param second ℓ″ ≥ 0, to be filled
         */
        double evaluate(double[] f, double[] first, double[] second);
    }

    private final double[] a;
    private final double[] f;
    private final double[] first;
    private final double[] root;
    private final PositiveDefinite b;
    private final double value;
    private final int steps;

    private PenalizedMode(
            double[] a, double[] f, double[] first, double[] root, PositiveDefinite b, double value, int steps) {
        this.a = a;
        this.f = f;
        this.first = first;
        this.root = root;
        this.b = b;
        this.value = value;
        this.steps = steps;
    }

    /**
     * The minimum.
     *
     * @param k [n, n], positive semi-definite, float64
     * @param cause what is likely wrong, in a clause, if it is not
     * @throws ArithmeticException if the values do not settle
     */
    public static PenalizedMode of(Array k, Terms terms, Supplier<String> cause) {
        int n = k.shape().extent(0);
        double[] a = new double[n];
        double[] f = new double[n];
        double[] first = new double[n];
        double[] second = new double[n];
        double value = terms.evaluate(f, first, second);
        for (int step = 1; ; step++) {
            double[] root = new double[n];
            double[] b = new double[n];
            for (int i = 0; i < n; i++) {
                root[i] = Math.sqrt(Math.max(0, second[i]));
                b[i] = second[i] * f[i] - first[i];
            }
            PositiveDefinite system = PositiveDefinite.of(scaled(k, root), Jitter.NONE, cause);
            double[] kb = PositiveDefinite.times(k, b);
            for (int i = 0; i < n; i++) {
                kb[i] *= root[i];
            }
            double[] inner = system.solve(Array.vector(kb)).toDoubles();
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = b[i] - root[i] * inner[i];
            }
            double[] nextF = PositiveDefinite.times(k, next);
            double change = 0;
            double size = 1;
            for (int i = 0; i < n; i++) {
                change = Math.max(change, Math.abs(nextF[i] - f[i]));
                size = Math.max(size, Math.abs(nextF[i]));
            }
            double part = 1;
            while (true) {
                double[] trialA = mixed(a, next, part);
                double[] trialF = mixed(f, nextF, part);
                double trial = terms.evaluate(trialF, first, second) + 0.5 * dot(trialA, trialF);
                if (trial <= value + 1e-12 * Math.abs(value) || part < 1e-9) {
                    a = trialA;
                    f = trialF;
                    value = trial;
                    break;
                }
                part /= 2;
            }
            if (change <= 1e-13 * size && part == 1) {
                return ended(k, a, f, first, second, value, step, cause);
            }
            if (step == MOST_STEPS) {
                if (change <= 1e-9 * size) {
                    return ended(k, a, f, first, second, value, step, cause);
                }
                throw new ArithmeticException("Newton's method: after " + step + " steps the values still change by "
                        + change + ": is the loss convex and smooth?");
            }
        }
    }

    private static PenalizedMode ended(
            Array k,
            double[] a,
            double[] f,
            double[] first,
            double[] second,
            double value,
            int steps,
            Supplier<String> cause) {
        double[] root = new double[a.length];
        for (int i = 0; i < root.length; i++) {
            root[i] = Math.sqrt(Math.max(0, second[i]));
        }
        return new PenalizedMode(
                a, f, first, root, PositiveDefinite.of(scaled(k, root), Jitter.NONE, cause), value, steps);
    }

    /** {@code I + W^½KW^½}. */
    private static Array scaled(Array k, double[] root) {
        int n = root.length;
        double[] from = (double[]) k.storage();
        double[] to = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                to[i * n + j] = from[i * n + j] * (root[i] * root[j]);
            }
            to[i * (n + 1)] += 1;
        }
        return Array.of(Shape.of(n, n), to);
    }

    private static double[] mixed(double[] from, double[] to, double part) {
        double[] mixed = new double[from.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = part == 1 ? to[i] : from[i] + part * (to[i] - from[i]);
        }
        return mixed;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** a, with {@code f = K a}. */
    public double[] coefficients() {
        return a.clone();
    }

    /** f at the minimum. */
    public double[] values() {
        return f.clone();
    }

    /** ℓ′ at the minimum: −a up to rounding. */
    public double[] slopes() {
        return first.clone();
    }

    /** {@code W^½}'s diagonal. */
    public double[] rootCurvatures() {
        return root.clone();
    }

    /** B at the minimum, factorised. */
    public PositiveDefinite system() {
        return b;
    }

    /** Ψ. */
    public double value() {
        return value;
    }

    /** Newton steps made. */
    public int steps() {
        return steps;
    }
}
