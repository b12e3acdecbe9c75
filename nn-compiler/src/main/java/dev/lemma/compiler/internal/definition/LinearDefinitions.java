package dev.lemma.compiler.internal.definition;

import dev.lemma.api.linear.CholeskyFactor;
import dev.lemma.api.linear.EigenFactors;
import dev.lemma.api.linear.LuFactors;
import dev.lemma.api.linear.LuLogDeterminant;
import dev.lemma.api.linear.LuSolve;
import dev.lemma.api.linear.MatrixExponential;
import dev.lemma.api.linear.QrFactors;
import dev.lemma.api.linear.SingularFactors;
import dev.lemma.api.linear.TriangularSolve;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.lapack.Checks;
import dev.lemma.compiler.primitive.Definition;
import java.util.Arrays;
import java.util.Comparator;

/** Linear algebra by its textbook loops and by Jacobi's rotations, which share nothing with LAPACK. */
public final class LinearDefinitions {

    private static final int SWEEPS = 60;

    private LinearDefinitions() {}

    @FunctionalInterface
    private interface OneMatrix {
        void evaluate(int index, double[] matrix, double[] result);
    }

    /** A definition for each matrix of the first operand by itself, its result a row of that size. */
    private static Definition each(String name, Tensor node, boolean symmetric, OneMatrix one) {
        Tensor a = node.operand(0);
        int size = a.shape().extent(-2) * a.shape().extent(-1);
        int count = a.shape().range(0, a.rank() - 2).size();
        int row = node.shape().size() / Math.max(1, count);
        Checks checks = new Checks(name, a.shape());
        return (in, result) -> {
            checks.finite(in.get(0), 0);
            for (int i = 0; i < count; i++) {
                if (symmetric) {
                    requireSymmetric(checks, a, in.get(0), i);
                }
                double[] part = new double[row];
                one.evaluate(i, Arrays.copyOfRange(in.get(0), i * size, (i + 1) * size), part);
                System.arraycopy(part, 0, result, i * row, row);
            }
        };
    }

    /** As exactly as the type of the node can be symmetric. */
    private static void requireSymmetric(Checks checks, Tensor a, double[] numbers, int index) {
        if (a.type() == dev.lemma.api.tensor.DType.FLOAT64) {
            checks.symmetric(numbers, 0, index);
        } else {
            float[] narrow = new float[numbers.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) numbers[i];
            }
            checks.symmetric(narrow, 0, index);
        }
    }

    /** Row by row. */
    public static Definition cholesky(CholeskyFactor op, Tensor node) {
        int n = node.shape().extent(-1);
        Checks checks = new Checks(op.name(), node.shape());
        return each(op.name(), node, true, (index, a, l) -> {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = a[i * n + j];
                    for (int k = 0; k < j; k++) {
                        sum -= l[i * n + k] * l[j * n + k];
                    }
                    if (i == j && !(sum > 0)) {
                        throw failure(checks, index, a, l, n, i);
                    }
                    l[i * n + j] = i == j ? Math.sqrt(sum) : sum / l[j * n + j];
                }
            }
        });
    }

    private static RuntimeException failure(Checks checks, int index, double[] a, double[] l, int n, int k) {
        double[] rows = l.clone();
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = a[i * (n + 1)];
            System.arraycopy(a, i * n + i + 1, rows, i * n + i + 1, n - 1 - i);
        }
        return checks.notPositiveDefinite(index, rows, diagonal, k);
    }

    /** Substitution. */
    public static Definition triangularSolve(TriangularSolve op, Tensor node) {
        int n = node.shape().extent(-2);
        int k = node.shape().extent(-1);
        Checks checks = new Checks(op.name(), node.operand(0).shape());
        boolean forward = op.lower() != op.transposed();
        return (in, result) -> {
            double[] t = in.get(0);
            int count = node.operand(0).shape().range(0, node.rank() - 2).size();
            for (int m = 0; m < count; m++) {
                checks.regular(t, 0, m);
                for (int c = 0; c < k; c++) {
                    for (int s = 0; s < n; s++) {
                        int i = forward ? s : n - 1 - s;
                        double sum = in.get(1)[(m * n + i) * k + c];
                        for (int r = 0; r < s; r++) {
                            int j = forward ? r : n - 1 - r;
                            double entry = op.transposed() ? t[(m * n + j) * n + i] : t[(m * n + i) * n + j];
                            sum -= entry * result[(m * n + j) * k + c];
                        }
                        result[(m * n + i) * k + c] = sum / t[(m * n + i) * n + i];
                    }
                }
            }
        };
    }

    /** {@code A P = L U}: the largest entry of row i moves to column i; then the columns, each as the place it was exchanged with. */
    public static Definition lu(LuFactors op, Tensor node) {
        int n = node.operand(0).shape().extent(-1);
        return each(op.name(), node, false, (index, a, packed) -> {
            for (int i = 0; i < n; i++) {
                int best = i;
                for (int j = i + 1; j < n; j++) {
                    best = Math.abs(a[i * n + j]) > Math.abs(a[i * n + best]) ? j : best;
                }
                packed[n * n + i] = best;
                for (int r = 0; r < n; r++) {
                    double moved = a[r * n + i];
                    a[r * n + i] = a[r * n + best];
                    a[r * n + best] = moved;
                }
                for (int j = i + 1; j < n; j++) {
                    if (a[i * (n + 1)] != 0) {
                        a[i * n + j] /= a[i * (n + 1)];
                    }
                    for (int r = i + 1; r < n; r++) {
                        a[r * n + j] -= a[r * n + i] * a[i * n + j];
                    }
                }
            }
            System.arraycopy(a, 0, packed, 0, n * n);
        });
    }

    /** What {@link #lu} packs, undone. */
    public static Definition luSolve(LuSolve op, Tensor node) {
        int n = node.shape().extent(-2);
        int k = node.shape().extent(-1);
        int count = node.shape().range(0, node.rank() - 2).size();
        return (in, result) -> {
            System.arraycopy(in.get(2), 0, result, 0, result.length);
            for (int m = 0; m < count; m++) {
                int start = m * (n * n + n);
                double[] f = in.get(0);
                requireRegular(op.name(), node.operand(1), f, start, n, m);
                for (int c = 0; c < k; c++) {
                    int at = m * n * k + c;
                    if (op.transposed()) {
                        // (A P)ᵀ X = Pᵀ B: exchanges first, then Uᵀ and Lᵀ.
                        for (int i = 0; i < n; i++) {
                            exchange(result, at + i * k, at + (int) f[start + n * n + i] * k);
                        }
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j < i; j++) {
                                result[at + i * k] -= f[start + j * n + i] * result[at + j * k];
                            }
                        }
                        for (int i = n - 1; i >= 0; i--) {
                            for (int j = i + 1; j < n; j++) {
                                result[at + i * k] -= f[start + j * n + i] * result[at + j * k];
                            }
                            result[at + i * k] /= f[start + i * (n + 1)];
                        }
                    } else {
                        for (int i = 0; i < n; i++) {
                            for (int j = 0; j < i; j++) {
                                result[at + i * k] -= f[start + i * n + j] * result[at + j * k];
                            }
                            result[at + i * k] /= f[start + i * (n + 1)];
                        }
                        for (int i = n - 1; i >= 0; i--) {
                            for (int j = i + 1; j < n; j++) {
                                result[at + i * k] -= f[start + i * n + j] * result[at + j * k];
                            }
                        }
                        for (int i = n - 1; i >= 0; i--) {
                            exchange(result, at + i * k, at + (int) f[start + n * n + i] * k);
                        }
                    }
                }
            }
        };
    }

    private static void exchange(double[] x, int i, int j) {
        double moved = x[i];
        x[i] = x[j];
        x[j] = moved;
    }

    /** Refuses factors with a pivot that is exactly 0. */
    public static void requireRegular(String name, Tensor a, Object factors, int start, int n, int index) {
        for (int i = 0; i < n; i++) {
            int at = start + i * (n + 1);
            double pivot = factors instanceof float[] f ? f[at] : ((double[]) factors)[at];
            if (pivot == 0) {
                throw new IllegalArgumentException(
                        name + ": " + new Checks(name, a.shape()).name(index) + " is singular: pivot " + i + " is 0");
            }
        }
    }

    /** The sum of the logarithms of L's diagonal. */
    public static Definition luLogDeterminant(LuLogDeterminant op, Tensor node) {
        int n = node.operand(1).shape().extent(-1);
        return (in, result) -> {
            for (int m = 0; m < result.length; m++) {
                for (int i = 0; i < n; i++) {
                    result[m] += StrictMath.log(Math.abs(in.get(0)[m * (n * n + n) + i * (n + 1)]));
                }
            }
        };
    }

    /** Gram and Schmidt, each column twice; a column that depends on those before it is replaced by a unit vector that does not. */
    public static Definition qr(QrFactors op, Tensor node) {
        int m = node.operand(0).shape().extent(-2);
        int n = node.operand(0).shape().extent(-1);
        return each(op.name(), node, false, (index, a, packed) -> {
            double[][] q = new double[n][m];
            for (int j = 0; j < n; j++) {
                double size = 0;
                for (int i = 0; i < m; i++) {
                    q[j][i] = a[i * n + j];
                    size = Math.hypot(size, q[j][i]);
                }
                for (int pass = 0; pass < 2; pass++) {
                    for (int k = 0; k < j; k++) {
                        packed[m * n + k * n + j] += project(q[j], q[k]);
                    }
                }
                double norm = norm(q[j]);
                boolean dependent = norm <= 1e-13 * size || norm == 0;
                packed[m * n + j * (n + 1)] = dependent ? 0 : norm;
                for (int i = 0; i < m; i++) {
                    q[j][i] = dependent ? 0 : q[j][i] / norm;
                }
                if (dependent) {
                    complete(q, j);
                }
            }
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < m; i++) {
                    packed[i * n + j] = q[j][i];
                }
            }
        });
    }

    private static double project(double[] v, double[] unit) {
        double along = dot(v, unit);
        for (int i = 0; i < v.length; i++) {
            v[i] -= along * unit[i];
        }
        return along;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    /** Makes vector j a unit vector orthogonal to those before it. */
    private static void complete(double[][] q, int j) {
        for (int axis = 0; axis < q[j].length; axis++) {
            Arrays.fill(q[j], 0);
            q[j][axis] = 1;
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < j; k++) {
                    project(q[j], q[k]);
                }
            }
            double norm = norm(q[j]);
            if (norm > 0.5 / Math.sqrt(q[j].length)) {
                for (int i = 0; i < q[j].length; i++) {
                    q[j][i] /= norm;
                }
                return;
            }
        }
    }

    /** Jacobi's rotations: each makes one pair of entries 0, in turn until all are. */
    public static Definition symmetricEigen(EigenFactors op, Tensor node) {
        int n = node.operand(0).shape().extent(-1);
        return each(op.name(), node, true, (index, a, packed) -> {
            double[][] rows = new double[n][];
            double[][] vectors = new double[n][n]; // vectors[i] is to become an eigenvector
            for (int i = 0; i < n; i++) {
                rows[i] = Arrays.copyOfRange(a, i * n, (i + 1) * n);
                vectors[i][i] = 1;
                for (int j = 0; j < i; j++) {
                    rows[j][i] = rows[i][j];
                }
            }
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                boolean turned = false;
                for (int p = 0; p < n; p++) {
                    for (int q = p + 1; q < n; q++) {
                        double apq = rows[p][q];
                        if (Math.abs(apq) <= 1e-17 * (Math.abs(rows[p][p]) + Math.abs(rows[q][q])) || apq == 0) {
                            continue;
                        }
                        turned = true;
                        double zeta = (rows[q][q] - rows[p][p]) / (2 * apq);
                        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
                        double c = 1 / Math.hypot(1, t);
                        for (int i = 0; i < n; i++) {
                            turn(rows[i], rows[i], p, q, c, c * t);
                        }
                        turn(rows[p], rows[q], c, c * t);
                        turn(vectors[p], vectors[q], c, c * t);
                        rows[p][q] = rows[q][p] = 0;
                    }
                }
                if (!turned) {
                    break;
                }
            }
            Integer[] order = order(n, i -> rows[i][i]);
            for (int j = 0; j < n; j++) {
                packed[j] = rows[order[j]][order[j]];
                double sign = sign(vectors[order[j]]);
                for (int i = 0; i < n; i++) {
                    packed[n + i * n + j] = sign * vectors[order[j]][i];
                }
            }
        });
    }

    private static void turn(double[] x, double[] y, int p, int q, double c, double s) {
        double old = x[p];
        x[p] = c * old - s * y[q];
        y[q] = s * old + c * y[q];
    }

    private static void turn(double[] x, double[] y, double c, double s) {
        for (int i = 0; i < x.length; i++) {
            double old = x[i];
            x[i] = c * old - s * y[i];
            y[i] = s * old + c * y[i];
        }
    }

    private static Integer[] order(int n, java.util.function.IntToDoubleFunction key) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(key::applyAsDouble));
        return order;
    }

    /** −1 if the first number of largest magnitude is negative; numbers that differ by rounding count as equal. */
    private static double sign(double[] v) {
        double largest = Arrays.stream(v).map(Math::abs).max().orElse(0);
        for (double x : v) {
            if (Math.abs(x) >= largest * (1 - 0x1p-26)) {
                return x < 0 ? -1 : 1;
            }
        }
        return 1;
    }

    /** One-sided rotations: columns are turned in pairs until all are orthogonal; their lengths are the singular values. */
    public static Definition svd(SingularFactors op, Tensor node) {
        int m = node.operand(0).shape().extent(-2);
        int n = node.operand(0).shape().extent(-1);
        int k = Math.min(m, n);
        boolean wide = n > m;
        int length = Math.max(m, n);
        return each(op.name(), node, false, (index, a, packed) -> {
            double largest = Arrays.stream(a).map(Math::abs).max().orElse(0);
            double scale =
                    largest == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(largest)); // no square over- or underflows
            double[][] columns = new double[k][length]; // of the matrix or its transpose
            double[][] rotation = new double[k][k];
            for (int j = 0; j < k; j++) {
                rotation[j][j] = 1;
                for (int i = 0; i < length; i++) {
                    columns[j][i] = scale * (wide ? a[j * n + i] : a[i * n + j]);
                }
            }
            orthogonalise(columns, rotation);
            Integer[] order = order(k, i -> -norm(columns[i]));
            double[][] unit = new double[k][];
            double[] sigma = new double[k];
            for (int j = 0; j < k; j++) {
                unit[j] = columns[order[j]];
                sigma[j] = norm(unit[j]);
                // A direction is lost in the rounding of the largest.
                boolean lost = sigma[j] <= 1e-15 * sigma[0] || sigma[j] == 0;
                for (int i = 0; i < length; i++) {
                    unit[j][i] = lost ? 0 : unit[j][i] / sigma[j];
                }
                if (lost) {
                    complete(unit, j);
                }
            }
            for (int j = 0; j < k; j++) {
                double[] left = wide ? rotation[order[j]] : unit[j];
                double[] right = wide ? unit[j] : rotation[order[j]];
                double sign = sign(left);
                for (int i = 0; i < m; i++) {
                    packed[i * k + j] = sign * left[i];
                }
                packed[m * k + j] = sigma[j] / scale;
                for (int i = 0; i < n; i++) {
                    packed[m * k + k + j * n + i] = sign * right[i];
                }
            }
        });
    }

    private static void orthogonalise(double[][] columns, double[][] rotation) {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean turned = false;
            for (int p = 0; p < columns.length; p++) {
                for (int q = p + 1; q < columns.length; q++) {
                    double pp = dot(columns[p], columns[p]);
                    double qq = dot(columns[q], columns[q]);
                    double pq = dot(columns[p], columns[q]);
                    if (Math.min(pp, qq) < 1e-250
                            || Math.abs(pq) <= 0x1p-52 * columns[p].length * Math.sqrt(pp) * Math.sqrt(qq)) {
                        continue;
                    }
                    turned = true;
                    double zeta = (qq - pp) / (2 * pq);
                    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
                    double c = 1 / Math.hypot(1, t);
                    turn(columns[p], columns[q], c, c * t);
                    turn(rotation[p], rotation[q], c, c * t);
                }
            }
            if (!turned) {
                return;
            }
        }
    }

    /** Taylor's series of a scaled matrix, squared back. */
    public static Definition exponential(MatrixExponential op, Tensor node) {
        int n = node.shape().extent(-1);
        return each(op.name(), node, false, (index, a, result) -> {
            double size = Arrays.stream(a).map(Math::abs).max().orElse(0) * n;
            int squarings = size < 0.5 ? 0 : Math.getExponent(size) + 2;
            double scale = Math.scalb(1.0, -squarings);
            double[] term = new double[n * n];
            for (int i = 0; i < n; i++) {
                term[i * (n + 1)] = 1;
                result[i * (n + 1)] = 1;
            }
            for (int k = 1; k <= 24; k++) {
                term = product(n, term, a, scale / k);
                for (int i = 0; i < n * n; i++) {
                    result[i] += term[i];
                }
            }
            for (int s = 0; s < squarings; s++) {
                System.arraycopy(product(n, result, result, 1), 0, result, 0, n * n);
            }
        });
    }

    private static double[] product(int n, double[] a, double[] b, double scale) {
        double[] c = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += scale * a[i * n + k] * b[k * n + j];
                }
            }
        }
        return c;
    }
}
