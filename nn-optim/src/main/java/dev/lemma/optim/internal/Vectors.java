package dev.lemma.optim.internal;

/** The vectors of methods: sums, multiples, inner products and norms in {@code ℝⁿ}, float64. Those of one call have one length. */
public final class Vectors {

    /** From here on the squares that underflow are too small to count. */
    private static final double LEAST_SQUARES = 1e-280;

    private Vectors() {}

    /** {@code xᵀy}. */
    public static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** {@code ‖x‖₂}, also where squares overflow or underflow. */
    public static double norm(double[] x) {
        double squares = dot(x, x);
        if (squares >= LEAST_SQUARES && squares < Double.POSITIVE_INFINITY) {
            return Math.sqrt(squares);
        }
        double largest = largest(x);
        if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
            return largest;
        }
        double shares = 0;
        for (double each : x) {
            shares += (each / largest) * (each / largest);
        }
        return largest * Math.sqrt(shares);
    }

    /** {@code ‖x‖₁}. */
    public static double absoluteSum(double[] x) {
        double sum = 0;
        for (double each : x) {
            sum += Math.abs(each);
        }
        return sum;
    }

    /** {@code ‖x‖_∞}; NaN if a number is. */
    public static double largest(double[] x) {
        double largest = 0;
        for (double each : x) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }

    /** {@code x − y}. */
    public static double[] difference(double[] x, double[] y) {
        double[] d = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            d[i] = x[i] - y[i];
        }
        return d;
    }

    /** {@code a·x}. */
    public static double[] scaled(double[] x, double a) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * a;
        }
        return y;
    }

    /** {@code −x}. */
    public static double[] negated(double[] x) {
        return scaled(x, -1);
    }

    /** {@code y ← y + a·x}. */
    public static void add(double[] y, double a, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    /** Whether no number is NaN or infinite. */
    public static boolean isFinite(double[] x) {
        for (double each : x) {
            if (!Double.isFinite(each)) {
                return false;
            }
        }
        return true;
    }
}
