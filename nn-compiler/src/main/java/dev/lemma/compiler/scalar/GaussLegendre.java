package dev.lemma.compiler.scalar;

/**
 * Gauss-Legendre quadrature on [−1, 1]: {@code ∫ f ≈ Σ wᵢ f(xᵢ)}, exact for polynomials of degree 2n − 1. Nodes are the zeros of the Legendre polynomial
 * Pₙ by Newton's method, weights {@code 2/((1 − x²) Pₙ′(x)²)}; errors are a few units of the last place.
 *
 * @param nodes ascending
 * @param weights positive, of sum 2
 */
public record GaussLegendre(double[] nodes, double[] weights) {

    /** The rule with n ≥ 1 nodes. */
    public static GaussLegendre of(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("Gauss-Legendre: expected at least 1 node, got " + n);
        }
        double[] nodes = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < (n + 1) / 2; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 1;
            for (int step = 0; step < 100; step++) {
                double before = 1;
                double p = x;
                for (int k = 2; k <= n; k++) {
                    double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
                    before = p;
                    p = next;
                }
                slope = n * (before - x * p) / (1 - x * x);
                double move = p / slope;
                x -= move;
                if (Math.abs(move) < 1e-16) {
                    break;
                }
            }
            if (n % 2 == 1 && i == n / 2) {
                x = 0;
            }
            nodes[i] = -x;
            nodes[n - 1 - i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
            weights[n - 1 - i] = weights[i];
        }
        return new GaussLegendre(nodes, weights);
    }
}
