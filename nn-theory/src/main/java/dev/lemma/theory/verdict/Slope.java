package dev.lemma.theory.verdict;

/**
 * The slope of a straight line through points, with its 95 % interval from the scatter around the line.
 *
 * <pre>{@code
 * b = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²        b ± t₀.₉₇₅(n − 2)·√(Σ r²/(n − 2) / Σ (x − x̄)²),     r the residuals
 * }</pre>
 *
 * @param value b
 * @param halfWidth half the length of the interval
 */
public record Slope(double value, double halfWidth) {

    /** Of y against x, at least three points. */
    public static Slope of(double[] x, double[] y) {
        int n = x.length;
        if (n < 3 || y.length != n) {
            throw new IllegalArgumentException("slope: expected three points or more, got " + n + " and " + y.length);
        }
        double xMean = 0;
        double yMean = 0;
        for (int i = 0; i < n; i++) {
            xMean += x[i] / n;
            yMean += y[i] / n;
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - xMean) * (x[i] - xMean);
            xy += (x[i] - xMean) * (y[i] - yMean);
        }
        double b = xy / xx;
        double residual = 0;
        for (int i = 0; i < n; i++) {
            double r = y[i] - yMean - b * (x[i] - xMean);
            residual += r * r;
        }
        return new Slope(b, StudentT.quantile(0.975, n - 2) * Math.sqrt(residual / (n - 2) / xx));
    }

    /** Of log y against log x: the exponent of a power law. */
    public static Slope ofLogarithms(double[] x, double[] y) {
        double[] u = new double[x.length];
        double[] v = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            if (!(x[i] > 0) || !(y[i] > 0)) {
                throw new IllegalArgumentException(
                        "slope: expected positive numbers, got (" + x[i] + ", " + y[i] + ")");
            }
            u[i] = Math.log(x[i]);
            v[i] = Math.log(y[i]);
        }
        return of(u, v);
    }
}
