package dev.lemma.kernels.machine;

/**
 * The dual problem of support vector machines by pairs of variables: {@code min ½αᵀQα + pᵀα} with {@code sᵀα = 0}, {@code 0 ≤ α ≤ C}, {@code Qᵢⱼ = sᵢsⱼKᵢⱼ}, s = ±1.
 *
 * <p>Each step changes the two variables that promise the largest decrease to second order; the gradient follows. Ends when no pair violates the conditions of optimality by more than
 * the tolerance. The values in between are float64, unlike libsvm's.
 *
 * @see <a href="https://www.jmlr.org/papers/v6/fan05a.html">Fan, Chen and Lin 2005, Working set selection using second order information, algorithm 2</a>
 */
final class SequentialMinimization {

    private static final double TINY = 1e-12;

    private final double[] k;
    private final int[] place;
    private final double[] sign;
    private final double bound;
    private final double[] alpha;
    private final double[] gradient;
    private final int points;

    /**
     * @param k the Gram matrix [points, points]
     * @param place the point of each variable
     */
    SequentialMinimization(double[] k, int points, int[] place, double[] sign, double[] p, double bound) {
        this.k = k;
        this.points = points;
        this.place = place;
        this.sign = sign;
        this.bound = bound;
        this.alpha = new double[sign.length];
        this.gradient = p.clone();
    }

    /** {@code sᵢαᵢ}; the intercept is {@link #intercept}. */
    double[] solve(double tolerance, int mostSteps) {
        for (int step = 0; ; step++) {
            int i = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int t = 0; t < sign.length; t++) {
                if (mayGrow(t) && -sign[t] * gradient[t] > most) {
                    most = -sign[t] * gradient[t];
                    i = t;
                }
            }
            int j = -1;
            double least = Double.POSITIVE_INFINITY;
            double best = 0;
            for (int t = 0; i >= 0 && t < sign.length; t++) {
                if (mayFall(t)) {
                    double value = -sign[t] * gradient[t];
                    least = Math.min(least, value);
                    double gap = most - value;
                    if (gap > 0) {
                        double gain = -gap * gap / curvature(i, t);
                        if (gain < best) {
                            best = gain;
                            j = t;
                        }
                    }
                }
            }
            if (i < 0 || j < 0 || most - least <= tolerance) {
                break;
            }
            if (step == mostSteps) {
                throw new ArithmeticException(
                        "support vector machine: the conditions of optimality are still violated by " + (most - least)
                                + " after " + step + " steps: scale the inputs, or take a smaller C");
            }
            move(i, j, (most + sign[j] * gradient[j]) / curvature(i, j));
        }
        double[] coefficients = new double[sign.length];
        for (int t = 0; t < coefficients.length; t++) {
            coefficients[t] = sign[t] * alpha[t];
        }
        return coefficients;
    }

    private boolean mayGrow(int t) {
        return sign[t] > 0 ? alpha[t] < bound : alpha[t] > 0;
    }

    private boolean mayFall(int t) {
        return sign[t] > 0 ? alpha[t] > 0 : alpha[t] < bound;
    }

    private double entry(int a, int b) {
        return k[place[a] * points + place[b]];
    }

    private double curvature(int i, int j) {
        return Math.max(TINY, entry(i, i) + entry(j, j) - 2 * entry(i, j));
    }

    /** {@code sᵢαᵢ} grows and {@code sⱼαⱼ} falls by a step, as far as the bounds let them. */
    private void move(int i, int j, double wanted) {
        double step = wanted;
        step = Math.min(step, sign[i] > 0 ? bound - alpha[i] : alpha[i]);
        step = Math.min(step, sign[j] > 0 ? alpha[j] : bound - alpha[j]);
        double roomI = sign[i] > 0 ? bound - alpha[i] : alpha[i];
        double roomJ = sign[j] > 0 ? alpha[j] : bound - alpha[j];
        alpha[i] = step == roomI ? (sign[i] > 0 ? bound : 0) : alpha[i] + sign[i] * step;
        alpha[j] = step == roomJ ? (sign[j] > 0 ? 0 : bound) : alpha[j] - sign[j] * step;
        for (int t = 0; t < sign.length; t++) {
            gradient[t] += sign[t] * step * (entry(t, i) - entry(t, j));
        }
    }

    /** The mean of what free variables say, or the middle of what the bound ones allow. */
    double intercept() {
        double sum = 0;
        int free = 0;
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (int t = 0; t < sign.length; t++) {
            double value = -sign[t] * gradient[t];
            if (alpha[t] > 0 && alpha[t] < bound) {
                sum += value;
                free++;
            } else if (mayGrow(t)) {
                low = Math.max(low, value);
            } else {
                high = Math.min(high, value);
            }
        }
        return free > 0 ? sum / free : 0.5 * (low + high);
    }
}
