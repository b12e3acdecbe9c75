package dev.lemma.kernels.large;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.machine.PointLoss;
import dev.lemma.kernels.machine.RidgeSolver;
import dev.lemma.kernels.rkhs.RkhsFunction;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * FALKON: kernel regression with m centres by conjugate gradients, preconditioned with the same problem on the centres alone.
 *
 * <pre>{@code
 * f = Σⱼ αⱼ k(·, zⱼ),      (K_nmᵀK_nm/n + λK_mm) α = K_nmᵀy/n
 * }</pre>
 *
 * <p>Each iteration is one pass over the data, {@code nm(2d + c)} operations for any kernel; some twenty are enough if m is of the order of the degrees of freedom at λ. Memory: m² and a block of rows, and as many blocks of
 * K_nm as the budget for them holds, which makes passes several times faster. Sums and the preconditioner are float64, the blocks of the chosen type.
 *
 * <p>A smooth convex loss takes Newton steps, each a weighted problem of this kind with the preconditioner of its own weights.
 *
 * @param centreCount m, drawn uniformly
 * @param iterations at most so many, of each linear system
 * @param tolerance ends when the preconditioned residual has fallen to this part of the first
 * @param type of the blocks: float32 is twice as fast
 * @param memory bytes for blocks of K_nm that are kept; 0 computes all of them in each pass
 * @param key of the centres
 * @param checkpoint a file for the state of the iteration, from which a run that was killed goes on; null for none. For the square loss
 * @param listener is told of each iteration
 * @see <a href="https://arxiv.org/abs/1705.10958">Rudi, Carratino and Rosasco 2017, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1907.01771">Marteau-Ferey, Bach and Rudi 2019, Globally convergent Newton methods for ill-conditioned generalized self-concordant losses</a>
 */
public record Falkon(
        int centreCount,
        int iterations,
        double tolerance,
        DType type,
        long memory,
        Key key,
        @Nullable Path checkpoint,
        Consumer<Progress> listener)
        implements RidgeSolver<Falkon.Fit> {

    private static final int MOST_NEWTON_STEPS = 50;

    public Falkon {
        Check.atLeastOne("centres", centreCount);
        Check.atLeastOne("iterations", iterations);
        Check.notNegative("tolerance", tolerance);
        Objects.requireNonNull(type, "type");
        if (memory < 0) {
            throw new IllegalArgumentException("memory: expected at least 0 bytes, got " + memory);
        }
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(listener, "listener");
    }

    /** With so many centres: at most 50 iterations, a residual of 1e-7, float64, a quarter of the heap for blocks. */
    public static Falkon centres(int count) {
        return new Falkon(
                count, 50, 1e-7, DType.FLOAT64, Runtime.getRuntime().maxMemory() / 4, Key.of(0), null, progress -> {});
    }

    /** With at most so many iterations. */
    public Falkon iterations(int most) {
        return new Falkon(centreCount, most, tolerance, type, memory, key, checkpoint, listener);
    }

    /** With another end. */
    public Falkon tolerance(double relativeResidual) {
        return new Falkon(centreCount, iterations, relativeResidual, type, memory, key, checkpoint, listener);
    }

    /** With blocks of this type. */
    public Falkon type(DType ofBlocks) {
        return new Falkon(centreCount, iterations, tolerance, ofBlocks, memory, key, checkpoint, listener);
    }

    /** With so many bytes for blocks that are kept. */
    public Falkon memory(long bytes) {
        return new Falkon(centreCount, iterations, tolerance, type, bytes, key, checkpoint, listener);
    }

    /** With other centres. */
    public Falkon key(Key other) {
        return new Falkon(centreCount, iterations, tolerance, type, memory, other, checkpoint, listener);
    }

    /** Going on from this file if it is there, and writing it after each iteration. */
    public Falkon checkpoint(Path file) {
        return new Falkon(centreCount, iterations, tolerance, type, memory, key, file, listener);
    }

    /** Told of each iteration. */
    public Falkon listener(Consumer<Progress> told) {
        return new Falkon(centreCount, iterations, tolerance, type, memory, key, checkpoint, told);
    }

    /**
     * A fitted function.
     *
     * @param function f, on the centres
     * @param history of the last linear system's iterations
     * @param converged whether the tolerance was reached
     * @param newtonSteps 1 for the square loss
     * @param jitter added to the diagonal of K_mm
     */
    public record Fit(
            RkhsFunction function, List<Progress> history, boolean converged, int newtonSteps, double jitter) {

        public Fit {
            history = List.copyOf(history);
        }

        /** f at new points, [m]. */
        public INDArray predict(INDArray x) {
            return function.at(x);
        }

        /** f at new points, [m]. */
        public Array predict(Array x) {
            return function.at(x);
        }
    }

    @Override
    public Fit fit(Kernel kernel, double penalty, Array x, Array y) {
        return fit(kernel, penalty, Points.of(x), Points.of(y));
    }

    /**
     * The minimum of {@code 1/2n Σ (f(xᵢ) − yᵢ)² + λ/2 ‖f‖²} over the span of the centres.
     *
     * @param penalty λ &gt; 0
     * @param y one column
     */
    public Fit fit(Kernel kernel, double penalty, Points x, Points y) {
        require(penalty, x, y);
        Array z = chosen(x);
        PositiveDefinite outer = outer(kernel, z);
        double[] weights = new double[centreCount];
        Arrays.fill(weights, 1.0 / centreCount);
        Preconditioner preconditioner = Preconditioner.of(outer, weights, penalty);
        Passes passes = new Passes(kernel, z, x, type, memory);
        double n = x.rows();
        double[] right = passes.back(y);
        for (int i = 0; i < right.length; i++) {
            right[i] /= n;
        }
        double[] b = preconditioner.applyTransposed(right);
        ConjugateGradients solver = new ConjugateGradients(
                v -> product(preconditioner, passes, null, penalty, n, v),
                iterations,
                tolerance,
                checkpoint,
                fingerprint(penalty, z, b),
                listener);
        ConjugateGradients.End end = solver.solve(b);
        Array alpha = Array.vector(preconditioner.apply(end.solution()));
        return new Fit(RkhsFunction.of(kernel, z, alpha), end.history(), end.converged(), 1, outer.jitter());
    }

    /** {@code Bᵀ(K_nmᵀWK_nm/n + λK_mm)B v}. */
    private static double[] product(
            Preconditioner preconditioner,
            Passes passes,
            double @Nullable [] weights,
            double penalty,
            double n,
            double[] v) {
        double[] inner = passes.normal(preconditioner.apply(v), weights);
        for (int i = 0; i < inner.length; i++) {
            inner[i] /= n;
        }
        double[] result = preconditioner.applyTransposed(inner);
        double[] more = preconditioner.penaltyTerm(v);
        for (int i = 0; i < result.length; i++) {
            result[i] += penalty * more[i];
        }
        return result;
    }

    /**
     * The minimum of {@code 1/n Σ ℓ(f(xᵢ), yᵢ) + λ/2 ‖f‖²} over the span of the centres, by Newton's method; the values f(xᵢ) are kept, 8n bytes.
     *
     * @param loss convex, with two derivatives; {@link PointLoss#LOGISTIC} for targets −1 and 1
     */
    public Fit fit(Kernel kernel, PointLoss loss, double penalty, Points x, Points y) {
        require(penalty, x, y);
        Array z = chosen(x);
        PositiveDefinite outer = outer(kernel, z);
        Passes passes = new Passes(kernel, z, x, type, memory);
        int n = Math.toIntExact(x.rows());
        Array targets = y.block(0, n, DType.FLOAT64).reshape(n);
        Program both = Program.of(Fused.executor(), in -> {
            Tensor value = loss.apply(in.get(0), in.get(1));
            Tensor slope = Derivatives.gradient(value.sum(), in.get(0));
            return List.of(value.sum(), slope, Derivatives.gradient(slope.sum(), in.get(0)));
        });
        Array kmm = outer.matrix();
        double[] alpha = new double[centreCount];
        double[] f = new double[n];
        List<Array> at = both.callAll(List.of(Array.vector(f.clone()), targets));
        double value = at.get(0).item() / n;
        List<Progress> history = List.of();
        boolean converged = false;
        int steps = 0;
        while (!converged && steps < MOST_NEWTON_STEPS) {
            steps++;
            double[] curvature = at.get(2).toDoubles();
            double mean = Arrays.stream(curvature).average().orElse(0);
            double[] weights = new double[centreCount];
            // The curvature at the centres, which are among the data: their mean stands for them.
            Arrays.fill(weights, mean / centreCount);
            Preconditioner preconditioner = Preconditioner.of(outer, weights, penalty);
            double[] gradient = passes.back(Points.of(at.get(1)));
            double[] ka = plusJitter(PositiveDefinite.times(kmm, alpha), outer.jitter(), alpha);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = -(gradient[i] / n + penalty * ka[i]);
            }
            double[] b = preconditioner.applyTransposed(gradient);
            ConjugateGradients.End end = new ConjugateGradients(
                            v -> product(preconditioner, passes, curvature, penalty, n, v),
                            iterations,
                            tolerance,
                            null,
                            new double[0],
                            listener)
                    .solve(b);
            history = end.history();
            double[] direction = preconditioner.apply(end.solution());
            double[] df = passes.forward(direction);
            double decrement = ConjugateGradients.dot(b, end.solution());
            double before = value;
            double part = 1;
            while (true) {
                double[] trial = moved(alpha, direction, part);
                double[] trialF = moved(f, df, part);
                List<Array> there = both.callAll(List.of(Array.vector(trialF.clone()), targets));
                double size = ConjugateGradients.dot(
                        trial, plusJitter(PositiveDefinite.times(kmm, trial), outer.jitter(), trial));
                double trialValue = there.get(0).item() / n + penalty / 2 * size;
                if (trialValue <= value + 1e-12 * Math.abs(value) || part < 1e-6) {
                    alpha = trial;
                    f = trialF;
                    at = there;
                    value = trialValue;
                    break;
                }
                part /= 2;
            }
            // A decrement ε of the value is an error of √ε in f.
            converged = decrement <= 1e2 * tolerance * tolerance * Math.abs(value)
                    || before - value <= 1e-13 * Math.abs(before);
        }
        return new Fit(RkhsFunction.of(kernel, z, Array.vector(alpha)), history, converged, steps, outer.jitter());
    }

    private static double[] plusJitter(double[] product, double jitter, double[] v) {
        for (int i = 0; i < v.length; i++) {
            product[i] += jitter * v[i];
        }
        return product;
    }

    private static double[] moved(double[] from, double[] direction, double part) {
        double[] moved = from.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += part * direction[i];
        }
        return moved;
    }

    // ------------------------------------------------------------------ the centres

    private Array chosen(Points x) {
        long n = x.rows();
        Set<Long> seen = new HashSet<>();
        long[] rows = new long[centreCount];
        int found = 0;
        if (n <= Integer.MAX_VALUE && centreCount > n / 4) {
            int[] order = Randomness.permutation(key, (int) n);
            for (int i = 0; i < centreCount; i++) {
                rows[i] = order[i];
            }
        } else {
            for (long attempt = 0; found < centreCount; attempt++) {
                double u = (Randomness.bits(key, attempt) >>> 11) * 0x1p-53;
                long row = (long) (u * n);
                if (seen.add(row)) {
                    rows[found++] = row;
                }
            }
        }
        Arrays.sort(rows);
        return x.chosen(rows, DType.FLOAT64);
    }

    private static PositiveDefinite outer(Kernel kernel, Array z) {
        return PositiveDefinite.of(
                Gram.of(kernel).noiselessMatrix(z),
                new Jitter(1e-14, 1e-6),
                () -> "equal centres, or a length scale that is long beside their distances: fewer centres do as well");
    }

    private double[] fingerprint(double penalty, Array z, double[] b) {
        List<Double> numbers = new ArrayList<>(List.of((double) centreCount, penalty, (double) type.ordinal()));
        double sum = 0;
        for (int i = 0; i < z.shape().size(); i++) {
            sum += z.get(i) * (1 + i % 97);
        }
        numbers.add(sum);
        numbers.add(ConjugateGradients.dot(b, b));
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void require(double penalty, Points x, Points y) {
        Check.positive("penalty", penalty);
        if (x.rows() != y.rows() || y.columns() != 1) {
            throw new IllegalArgumentException("falkon: expected a target for each point, got " + x.rows()
                    + " points and " + y.rows() + " rows of " + y.columns() + " targets");
        }
        if (centreCount > x.rows()) {
            throw new IllegalArgumentException("falkon: got " + centreCount + " centres for " + x.rows()
                    + " points: expected at most as many; KernelRidge solves small problems directly");
        }
    }
}
