package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import dev.lemma.optim.descent.Minimum;
import java.util.ArrayList;
import java.util.List;

/**
 * C classes, a latent process for each, all with one kernel, the softmax.
 *
 * <pre>{@code
 * π = softmax(f),  D_c = diag π_c,  E_c = (K + D_c⁻¹)⁻¹ = D_c^½(I + D_c^½KD_c^½)⁻¹D_c^½,  S = (Σ E_c)⁻¹
 * (K + W⁻¹)⁻¹ = R,   R_cd = δ_cd E_c − E_c S E_d                       blocks of the nC by nC matrix
 * b = W f + y − π,   a = b − R K b,   f = K a                          Newton's step
 * log p(y) ≈ −½aᵀf + Σ log π_yᵢ − ½ Σ log det(I + D_c^½KD_c^½) − ½ log det Σ E_c
 * }</pre>
 *
 * <p>The last term is missing in algorithm 3.3 of the book. Cost of a step: C·n³. Probabilities of new points are means over 10⁴ latent values drawn with a fixed key, in pairs that mirror each other: errors stay
 * below 0.01.
 */
final class SoftmaxLaplace implements GaussianClassifier {

    private static final int MOST_STEPS = 100;
    private static final int DRAWS = 10_000;

    private final Gram gram;
    private final Array x;
    private final int[] labels;
    private final int classes;
    private final Array k;
    private final List<Minimum> search;
    private final Program product =
            Program.of(Fused.executor(), in -> List.of(in.get(0).matmul(in.get(1))));

    private double[][] f;
    private double[][] a;
    private double[][] pi;
    private double value;
    private List<Array> e;
    private PositiveDefinite sum;
    private double halfDeterminants;

    SoftmaxLaplace(Gram gram, Array x, int[] labels, int classes, List<Minimum> search) {
        this.gram = gram;
        this.x = x;
        this.labels = labels;
        this.classes = classes;
        this.search = search;
        this.k = gram.matrix(x);
        int n = labels.length;
        this.f = new double[classes][n];
        this.a = new double[classes][n];
        this.pi = probabilities(f);
        this.value = objective(f, a);
        this.e = List.of();
        this.sum = PositiveDefinite.of(Array.matrix(new double[][] {{1}}), Jitter.NONE, () -> "nothing");
        settle();
    }

    private double[][] probabilities(double[][] latent) {
        int n = labels.length;
        double[][] p = new double[classes][n];
        for (int i = 0; i < n; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double[] one : latent) {
                largest = Math.max(largest, one[i]);
            }
            double total = 0;
            for (int c = 0; c < classes; c++) {
                p[c][i] = Math.exp(latent[c][i] - largest);
                total += p[c][i];
            }
            for (int c = 0; c < classes; c++) {
                p[c][i] /= total;
            }
        }
        return p;
    }

    /** {@code −log p(y | f) + ½aᵀf}. */
    private double objective(double[][] latent, double[][] coefficients) {
        double result = 0;
        for (int i = 0; i < labels.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double[] one : latent) {
                largest = Math.max(largest, one[i]);
            }
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(latent[c][i] - largest);
                result += 0.5 * latent[c][i] * coefficients[c][i];
            }
            result += largest + Math.log(total) - latent[labels[i]][i];
        }
        return result;
    }

    /** E_c for each class, the factor of their sum, and half of the log determinants, at π. */
    private void curvature() {
        int n = labels.length;
        List<Array> all = new ArrayList<>();
        double[] total = new double[n * n];
        halfDeterminants = 0;
        for (int c = 0; c < classes; c++) {
            double[] root = new double[n];
            for (int i = 0; i < n; i++) {
                root[i] = Math.sqrt(pi[c][i]);
            }
            double[] b = k.toDoubles();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    b[i * n + j] *= root[i] * root[j];
                }
                b[i * (n + 1)] += 1;
            }
            PositiveDefinite system =
                    PositiveDefinite.of(Array.of(k.shape(), b), Jitter.NONE, () -> Samples.likelyCause(x));
            halfDeterminants += 0.5 * system.logDeterminant();
            double[] own = (double[]) system.factor().inverse().storage();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    own[i * n + j] *= root[i] * root[j];
                    total[i * n + j] += own[i * n + j];
                }
            }
            all.add(Array.of(k.shape(), own));
        }
        e = all;
        sum = PositiveDefinite.of(Array.of(k.shape(), total), Jitter.USUAL, () -> Samples.likelyCause(x));
        halfDeterminants += 0.5 * sum.logDeterminant();
    }

    private static double[] times(Array matrix, double[] v) {
        return PositiveDefinite.times(matrix, v);
    }

    /** {@code R v}. */
    private double[][] applyR(double[][] v) {
        int n = labels.length;
        double[][] ev = new double[classes][];
        double[] total = new double[n];
        for (int c = 0; c < classes; c++) {
            ev[c] = times(e.get(c), v[c]);
            for (int i = 0; i < n; i++) {
                total[i] += ev[c][i];
            }
        }
        double[] inner = sum.solve(Array.vector(total)).toDoubles();
        for (int c = 0; c < classes; c++) {
            double[] less = times(e.get(c), inner);
            for (int i = 0; i < n; i++) {
                ev[c][i] -= less[i];
            }
        }
        return ev;
    }

    private double[][] applyK(double[][] v) {
        double[][] result = new double[classes][];
        for (int c = 0; c < classes; c++) {
            result[c] = times(k, v[c]);
        }
        return result;
    }

    private double[][] residuals() {
        double[][] g = new double[classes][labels.length];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < labels.length; i++) {
                g[c][i] = (labels[i] == c ? 1 : 0) - pi[c][i];
            }
        }
        return g;
    }

    private void settle() {
        int n = labels.length;
        for (int step = 1; ; step++) {
            curvature();
            double[][] b = residuals();
            for (int i = 0; i < n; i++) {
                double mean = 0;
                for (int c = 0; c < classes; c++) {
                    mean += pi[c][i] * f[c][i];
                }
                for (int c = 0; c < classes; c++) {
                    b[c][i] += pi[c][i] * (f[c][i] - mean);
                }
            }
            double[][] less = applyR(applyK(b));
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < n; i++) {
                    b[c][i] -= less[c][i];
                }
            }
            double[][] nextF = applyK(b);
            double change = 0;
            double size = 1;
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < n; i++) {
                    change = Math.max(change, Math.abs(nextF[c][i] - f[c][i]));
                    size = Math.max(size, Math.abs(nextF[c][i]));
                }
            }
            double part = 1;
            while (true) {
                double[][] trialA = mixed(a, b, part);
                double[][] trialF = mixed(f, nextF, part);
                double trial = objective(trialF, trialA);
                if (trial <= value + 1e-12 * Math.abs(value) || part < 1e-9) {
                    a = trialA;
                    f = trialF;
                    value = trial;
                    break;
                }
                part /= 2;
            }
            pi = probabilities(f);
            boolean settled = change <= 1e-11 * size;
            if (settled || step == MOST_STEPS) {
                if (!settled && change > 1e-6 * size) {
                    throw new ArithmeticException("classification: after " + step
                            + " steps of Newton's method the latent values still change by " + change);
                }
                curvature();
                return;
            }
        }
    }

    private double[][] mixed(double[][] from, double[][] to, double part) {
        double[][] mixed = new double[classes][labels.length];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < labels.length; i++) {
                mixed[c][i] = from[c][i] + part * (to[c][i] - from[c][i]);
            }
        }
        return mixed;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public Kernel kernel() {
        return gram.kernel();
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
        return gram.hyperparameters(x.shape().extent(1));
    }

    @Override
    public List<Minimum> search() {
        return List.copyOf(search);
    }

    @Override
    public Array mode() {
        double[] all = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < classes; c++) {
                all[i * classes + c] = f[c][i];
            }
        }
        return Array.of(Shape.of(labels.length, classes), all);
    }

    @Override
    public double logEvidence() {
        return -value - halfDeterminants;
    }

    @Override
    public Evidence.Value evidence() {
        int n = labels.length;
        // Blocks of the posterior covariance K − K R K at each sample, [C, C].
        double[][] ke = new double[classes][];
        double[][] u = new double[classes][];
        for (int c = 0; c < classes; c++) {
            Array one = product.call(k, e.get(c));
            ke[c] = one.toDoubles();
            u[c] = sum.factor().solveFactor(transposed(one)).toDoubles();
        }
        double[][] s = new double[classes][n];
        double[][] block = new double[classes][classes];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < classes; c++) {
                double own = k.get(i * (n + 1));
                for (int j = 0; j < n; j++) {
                    own -= ke[c][i * n + j] * k.get(j * n + i);
                }
                for (int d = 0; d < classes; d++) {
                    double shared = 0;
                    for (int j = 0; j < n; j++) {
                        shared += u[c][j * n + i] * u[d][j * n + i];
                    }
                    block[c][d] = (c == d ? own : 0) + shared;
                }
            }
            derivative(i, block, s);
        }
        double[][] t = applyR(applyK(s));
        double[] weights = new double[n * n];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < n; i++) {
                t[c][i] = s[c][i] - t[c][i];
            }
            // R_cc = E_c − E_c S E_c, from the factor of the sum.
            double[] own = e.get(c).toDoubles();
            double[] half = sum.factor().solveFactor(e.get(c)).toDoubles();
            double[] shared = product.call(transposed(Array.of(k.shape(), half)), Array.of(k.shape(), half))
                    .toDoubles();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    weights[i * n + j] += 0.5
                            * (a[c][i] * a[c][j]
                                    - own[i * n + j]
                                    + 0.5 * (shared[i * n + j] + shared[j * n + i])
                                    + t[c][i] * a[c][j]
                                    + t[c][j] * a[c][i]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                weights[i * n + j] = weights[j * n + i];
            }
        }
        return new Evidence.Value(logEvidence(), gram.parameterGradient(x, Array.of(k.shape(), weights)));
    }

    /** {@code −½ tr(Σᵢ ∂Wᵢ/∂f_e)} for each class e, with {@code W = diag π − ππᵀ}. */
    private void derivative(int i, double[][] covariance, double[][] s) {
        for (int last = 0; last < classes; last++) {
            double trace = 0;
            for (int c = 0; c < classes; c++) {
                double dc = pi[c][i] * ((c == last ? 1 : 0) - pi[last][i]);
                trace += covariance[c][c] * dc;
                for (int d = 0; d < classes; d++) {
                    double dd = pi[d][i] * ((d == last ? 1 : 0) - pi[last][i]);
                    trace -= covariance[c][d] * (dc * pi[d][i] + pi[c][i] * dd);
                }
            }
            s[last][i] = -0.5 * trace;
        }
    }

    private static Array transposed(Array square) {
        int rows = square.shape().extent(0);
        int columns = square.shape().extent(1);
        double[] from = square.toDoubles();
        double[] to = new double[from.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[j * rows + i] = from[i * columns + j];
            }
        }
        return Array.of(Shape.of(columns, rows), to);
    }

    @Override
    public ClassPrediction predict(Array xNew) {
        Array points = Samples.points("x", xNew);
        int m = points.shape().extent(0);
        int n = labels.length;
        Array across = gram.matrix(x, points);
        double[] prior = gram.noiselessDiagonal(points).toDoubles();
        double[] mean = new double[m * classes];
        double[] variance = new double[m * classes];
        double[][] ek = new double[classes][];
        double[][] u = new double[classes][];
        for (int c = 0; c < classes; c++) {
            double[] own = gram.product(points, x, Array.vector(a[c])).toDoubles();
            Array one = product.call(e.get(c), across);
            ek[c] = one.toDoubles();
            u[c] = sum.factor().solveFactor(one).toDoubles();
            for (int i = 0; i < m; i++) {
                mean[i * classes + c] = own[i];
            }
        }
        double[] p = new double[m * classes];
        for (int i = 0; i < m; i++) {
            double[] covariance = new double[classes * classes];
            for (int c = 0; c < classes; c++) {
                double own = prior[i];
                for (int j = 0; j < n; j++) {
                    own -= across.get(j * m + i) * ek[c][j * m + i];
                }
                for (int d = 0; d < classes; d++) {
                    double shared = 0;
                    for (int j = 0; j < n; j++) {
                        shared += u[c][j * m + i] * u[d][j * m + i];
                    }
                    covariance[c * classes + d] = (c == d ? own : 0) + shared;
                }
                variance[i * classes + c] = covariance[c * (classes + 1)];
            }
            average(i, mean, covariance, p);
        }
        Shape shape = Shape.of(m, classes);
        return new ClassPrediction(Array.of(shape, p), Array.of(shape, mean), Array.of(shape, variance));
    }

    private void average(int i, double[] mean, double[] covariance, double[] p) {
        double[] l = PositiveDefinite.of(
                        Array.of(Shape.of(classes, classes), covariance), new Jitter(1e-14, 1e-4), () -> "rounding")
                .factor()
                .factor()
                .toDoubles();
        double[] z = new double[classes * DRAWS / 2];
        Randomness.normal(Key.of(0).of("class probabilities"), z);
        double[] latent = new double[classes];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sign = draw % 2 == 0 ? 1 : -1;
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                latent[c] = mean[i * classes + c];
                for (int d = 0; d <= c; d++) {
                    latent[c] += sign * l[c * classes + d] * z[draw / 2 * classes + d];
                }
                largest = Math.max(largest, latent[c]);
            }
            double total = 0;
            for (int c = 0; c < classes; c++) {
                latent[c] = Math.exp(latent[c] - largest);
                total += latent[c];
            }
            for (int c = 0; c < classes; c++) {
                p[i * classes + c] += latent[c] / total / DRAWS;
            }
        }
    }
}
