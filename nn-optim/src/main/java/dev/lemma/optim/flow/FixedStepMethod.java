package dev.lemma.optim.flow;

/**
 * One step of length h of an explicit Runge-Kutta method for {@code θ′ = v(θ)}. After a given time the error is
 * O(h^order); a step costs as many evaluations of v as the method has stages.
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-78862-1">Hairer, Nørsett and Wanner 1993, section II.1</a>
 */
public enum FixedStepMethod {
    /** {@code θ + h·v(θ)}. Stable on a quadratic for h·λ &lt; 2 with its largest eigenvalue λ. */
    EULER(1, new double[][] {{}}, 1),
    /** Heun's: {@code θ + h/2·(k₁ + k₂)}, {@code k₂ = v(θ + h·k₁)}. Stable for h·λ &lt; 2. */
    HEUN(2, new double[][] {{}, {1}}, 0.5, 0.5),
    /** The classical method: {@code θ + h/6·(k₁ + 2k₂ + 2k₃ + k₄)}. Stable for h·λ &lt; 2.785. */
    RUNGE_KUTTA_4(4, new double[][] {{}, {0.5}, {0, 0.5}, {0, 0, 1}}, 1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0);

    private final int order;
    private final double[][] stages;
    private final double[] weights;

    FixedStepMethod(int order, double[][] stages, double... weights) {
        this.order = order;
        this.stages = stages;
        this.weights = weights;
    }

    /** The power of h with which the error at a given time falls. */
    public int order() {
        return order;
    }

    /** Evaluations of v in a step. */
    public int stages() {
        return weights.length;
    }

    /** A vector field in plain Java. */
    @FunctionalInterface
    interface Field {
        /** Writes {@code v(x)}. */
        void at(double[] x, double[] into);
    }

    /**
     * The point after a step, a new array.
     *
     * @param first v at x
     */
    double[] step(double[] x, double h, double[] first, Field field) {
        int p = x.length;
        double[][] k = new double[stages()][];
        k[0] = first;
        for (int s = 1; s < k.length; s++) {
            k[s] = new double[p];
            field.at(sum(x, h, stages[s], k), k[s]);
        }
        return sum(x, h, weights, k);
    }

    private static double[] sum(double[] x, double h, double[] coefficients, double[][] k) {
        double[] y = x.clone();
        for (int s = 0; s < coefficients.length; s++) {
            if (coefficients[s] != 0) {
                for (int i = 0; i < y.length; i++) {
                    y[i] += h * coefficients[s] * k[s][i];
                }
            }
        }
        return y;
    }
}
