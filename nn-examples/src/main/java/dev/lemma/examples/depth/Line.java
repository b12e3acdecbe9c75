package dev.lemma.examples.depth;

/**
 * The least-squares line {@code y ≈ slope·x + intercept}.
 *
 * @param slope finite if at least two x differ
 */
record Line(double slope, double intercept) {

    static Line through(double[] x, double[] y) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            meanX += x[i] / x.length;
            meanY += y[i] / x.length;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        return new Line(xy / xx, meanY - xy / xx * meanX);
    }

    double at(double x) {
        return slope * x + intercept;
    }
}
