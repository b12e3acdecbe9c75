package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/**
 * The matrix exponential in float64 by scaling and squaring: {@code (r(A/2ˢ))^(2ˢ)}, r the diagonal Padé approximant of degree 3, 5, 7, 9 or 13.
 *
 * @see <a href="https://doi.org/10.1137/04061101X">Higham 2005, The scaling and squaring method for the matrix exponential revisited, algorithm 2.3</a>
 */
public final class PadeExponential {

    /** {@code θ₃, θ₅, θ₇, θ₉, θ₁₃}: norms up to which a degree is enough, table 2.3. */
    private static final double[] LARGEST = {
        1.495585217958292e-2, 2.539398330063230e-1, 9.504178996162932e-1, 2.097847961257068e0, 5.371920351148152e0
    };

    private static final double[][] COEFFICIENTS = {
        {120, 60, 12, 1},
        {30240, 15120, 3360, 420, 30, 1},
        {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1},
        {17643225600.0, 8821612800.0, 2075673600.0, 302702400.0, 30270240.0, 2162160.0, 110880.0, 3960.0, 90.0, 1.0},
        {
            64764752532480000.0,
            32382376266240000.0,
            7771770303897600.0,
            1187353796428800.0,
            129060195264000.0,
            10559470521600.0,
            670442572800.0,
            33522128640.0,
            1323241920.0,
            40840800.0,
            960960.0,
            16380.0,
            182.0,
            1.0
        }
    };

    private PadeExponential() {}

    /**
     * {@code eᴬ}.
     *
     * @param a n × n, lost
     */
    public static double[] of(int n, double[] a) {
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += a[i * (n + 1)] / n;
        }
        for (int i = 0; i < n; i++) {
            a[i * (n + 1)] -= mean;
        }
        double norm = norm(n, a);
        int choice = 0;
        while (choice < 4 && norm > LARGEST[choice]) {
            choice++;
        }
        int squarings = norm > LARGEST[4] ? Math.max(0, Math.getExponent(norm / LARGEST[4]) + 1) : 0;
        if (squarings > 0) {
            double scale = Math.scalb(1.0, -squarings);
            for (int i = 0; i < a.length; i++) {
                a[i] *= scale;
            }
        }
        double[] e = choice == 4 ? thirteenth(n, a) : lower(n, a, COEFFICIENTS[choice]);
        for (int s = 0; s < squarings; s++) {
            e = product(n, e, e);
        }
        double factor = Math.exp(mean);
        for (int i = 0; i < e.length; i++) {
            e[i] *= factor;
        }
        return e;
    }

    private static double norm(int n, double[] a) {
        double[] sums = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sums[j] += Math.abs(a[i * n + j]);
            }
        }
        double largest = 0;
        for (double sum : sums) {
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    /** Degrees up to 9: odd and even parts from the powers of A². */
    private static double[] lower(int n, double[] a, double[] b) {
        double[] square = product(n, a, a);
        double[] power = identity(n);
        double[] odd = new double[n * n];
        double[] even = new double[n * n];
        for (int k = 0; k < b.length; k += 2) {
            add(even, power, b[k]);
            add(odd, power, b[k + 1]);
            if (k + 2 < b.length) {
                power = k == 0 ? square : product(n, power, square);
            }
        }
        return quotient(n, product(n, a, odd), even);
    }

    private static double[] thirteenth(int n, double[] a) {
        double[] b = COEFFICIENTS[4];
        double[] a2 = product(n, a, a);
        double[] a4 = product(n, a2, a2);
        double[] a6 = product(n, a4, a2);
        double[] odd = product(n, a6, sum(n, 0, a2, b[9], a4, b[11], a6, b[13]));
        add(odd, sum(n, b[1], a2, b[3], a4, b[5], a6, b[7]), 1);
        double[] even = product(n, a6, sum(n, 0, a2, b[8], a4, b[10], a6, b[12]));
        add(even, sum(n, b[0], a2, b[2], a4, b[4], a6, b[6]), 1);
        return quotient(n, product(n, a, odd), even);
    }

    private static double[] sum(int n, double one, double[] x, double s, double[] y, double t, double[] z, double u) {
        double[] sum = new double[n * n];
        add(sum, x, s);
        add(sum, y, t);
        add(sum, z, u);
        for (int i = 0; i < n; i++) {
            sum[i * (n + 1)] += one;
        }
        return sum;
    }

    /** {@code (V − U)⁻¹(V + U)}. */
    private static double[] quotient(int n, double[] u, double[] v) {
        double[] denominator = v.clone();
        add(denominator, u, -1);
        add(v, u, 1);
        int[] pivots = new int[n];
        Lapack.best().getrf(n, n, denominator, pivots);
        Factors.solveLu(false, n, denominator, 0, pivots, n, v, 0, new double[n], Team.of(1));
        return v;
    }

    private static double[] identity(int n) {
        double[] one = new double[n * n];
        for (int i = 0; i < n; i++) {
            one[i * (n + 1)] = 1;
        }
        return one;
    }

    private static void add(double[] to, double[] x, double s) {
        for (int i = 0; i < to.length; i++) {
            to[i] += s * x[i];
        }
    }

    private static double[] product(int n, double[] a, double[] b) {
        double[] c = new double[n * n];
        Dense.multiply(false, false, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
        return c;
    }
}
