package dev.lemma.kernels;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.kernels.Tiles.Form;
import dev.lemma.kernels.Tiles.Tile;
import dev.lemma.kernels.Tiles.Use;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Gram matrices {@code Kᵢⱼ = k(xᵢ, yⱼ)} of a kernel, by tiles: as matrices, as products with vectors that never form them, and their derivatives.
 *
 * <pre>{@code
 * Gram gram = Gram.of(Kernels.matern52(1.0)).memory(64 << 20);
 * INDArray k = gram.matrix(x);                       // [n, n], symmetric to the bit
 * INDArray kv = gram.product(x, y, v);               // K(x, y)·v in O(n + m) memory
 * }</pre>
 *
 * <p>A tile is one compiled program: the kernel's matrix product, then one chain of element-wise operations, whoever wrote the kernel. Of the matrix of one set of points
 * the upper half is computed and mirrored. Any numbers of points are allowed. Cost: {@code nm(2d + c)} operations, c that of the kernel's expression. Numbers are those
 * of the type of the points, float32 or float64. Two samples of one set are the same sample only where their numbers in it are equal; points of two sets are never.
 *
 * <p>May be used from several threads; what is compiled is shared, and with {@link #at} by all values of the hyper-parameters.
 */
public final class Gram {

    /** What tiles may take unless told otherwise. */
    private static final long USUAL_BUDGET = 256L << 20;

    private static final int LARGEST_SIDE = 512;

    /** Programs of tiles run on one thread, and tiles side by side: no thread waits for another within a tile. */
    private static final class Single {
        static final Executor EXECUTOR = new FusedExecutor(1);
    }

    private static final int SMALLEST_SIDE = 8;

    private final Kernel kernel;
    private final Team team;
    private final Tiles tiles;
    private final long budget;
    private final double @Nullable [] values;

    private Gram(Kernel kernel, Team team, Tiles tiles, long budget, double @Nullable [] values) {
        this.kernel = kernel;
        this.team = team;
        this.tiles = tiles;
        this.budget = budget;
        this.values = values;
    }

    /** The Gram matrices of a kernel, on the usual executor. */
    public static Gram of(Kernel kernel) {
        return of(kernel, Fused.executor());
    }

    /** The Gram matrices of a kernel, on the threads of an executor. */
    public static Gram of(Kernel kernel, Executor executor) {
        return executor instanceof FusedExecutor fused
                ? new Gram(kernel, fused.team(), new Tiles(kernel, Single.EXECUTOR), USUAL_BUDGET, null)
                : new Gram(kernel, Team.of(1), new Tiles(kernel, executor), USUAL_BUDGET, null);
    }

    /** With so many bytes for the tiles; matrices that are returned come on top of it. */
    public Gram memory(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("memory: expected at least 1 byte, got " + bytes);
        }
        return new Gram(kernel, team, tiles, bytes, values);
    }

    /** With other values of the hyper-parameters, in the order in which the kernel declares them. Nothing is compiled anew. */
    public Gram at(double... others) {
        return new Gram(kernel, team, tiles, budget, others.clone());
    }

    /** k. */
    public Kernel kernel() {
        return values == null ? kernel : kernel.with(values);
    }

    /** The hyper-parameters on points of ℝᵈ, at their values here. */
    public List<Hyperparameter> hyperparameters(int dimension) {
        return Hyperparameters.of(kernel(), dimension);
    }

    // ------------------------------------------------------------------ matrices

    /** {@code k(xᵢ, xⱼ)}, [n, n] from points [n, d]: symmetric to the bit. */
    public Array matrix(Array x) {
        return matrix(x, true);
    }

    /** {@code k(xᵢ, xⱼ)} without the kernel's white noise, [n, n]: symmetric to the bit. */
    public Array noiselessMatrix(Array x) {
        return matrix(x, false);
    }

    private Array matrix(Array x, boolean same) {
        require("x", x);
        int n = x.shape().extent(0);
        Array k = large(x.type(), n, n);
        Array p = parameters(x);
        int side = side(Use.VALUES, n, n, x, 0);
        int blocks = (n + side - 1) / side;
        // The tiles on and above the diagonal, the larger rows first.
        team.run(blocks * (blocks + 1) / 2, part -> {
            int row = 0;
            int rest = part;
            while (rest >= blocks - row) {
                rest -= blocks - row;
                row++;
            }
            int i = row * side;
            int j = (row + rest) * side;
            int rows = Math.min(side, n - i);
            int columns = Math.min(side, n - j);
            Tile tile = tiles.take(form(Use.VALUES, rows, columns, x, 0));
            tile.run(
                    p,
                    x.rows(i, i + rows),
                    numbers(x.type(), i, rows),
                    x.rows(j, j + columns),
                    same ? numbers(x.type(), j, columns) : others(x.type(), j, columns));
            Blocks.paste(tile.result(), rows, columns, k, n, i, j);
            if (i == j) {
                Blocks.mirror(k, n, i, rows);
            } else {
                Blocks.pasteTransposed(tile.result(), rows, columns, k, n, j, i);
            }
            tiles.give(tile);
        });
        return k;
    }

    /** {@code k(xᵢ, yⱼ)}, [n, m] from points [n, d] and [m, d]. */
    public Array matrix(Array x, Array y) {
        requireTwo(x, y);
        int n = x.shape().extent(0);
        int m = y.shape().extent(0);
        Array k = large(x.type(), n, m);
        Array p = parameters(x);
        int side = side(Use.VALUES, n, m, x, 0);
        int across = (m + side - 1) / side;
        team.run((n + side - 1) / side * across, part -> {
            int i = part / across * side;
            int j = part % across * side;
            int rows = Math.min(side, n - i);
            int columns = Math.min(side, m - j);
            Tile tile = tiles.take(form(Use.VALUES, rows, columns, x, 0));
            tile.run(
                    p,
                    x.rows(i, i + rows),
                    numbers(x.type(), i, rows),
                    y.rows(j, j + columns),
                    others(x.type(), j, columns));
            Blocks.paste(tile.result(), rows, columns, k, m, i, j);
            tiles.give(tile);
        });
        return k;
    }

    /** {@code k(xᵢ, xᵢ)}, [n]. */
    public Array diagonal(Array x) {
        return diagonal(x, true);
    }

    /** {@code k(xᵢ, xᵢ)} of two samples at one point, [n]: without the kernel's white noise. */
    public Array noiselessDiagonal(Array x) {
        return diagonal(x, false);
    }

    private Array diagonal(Array x, boolean same) {
        require("x", x);
        int n = x.shape().extent(0);
        Array result = Array.zeros(x.type(), Shape.of(n));
        Array p = parameters(x);
        int side = Math.min(n, 4096);
        for (int i = 0; i < n; i += side) {
            int rows = Math.min(side, n - i);
            Tile tile = tiles.take(form(Use.DIAGONAL, rows, 1, x, 0));
            tile.run(p, x.rows(i, i + rows), Array.full(x.type(), Shape.of(rows), same ? 1 : 0));
            System.arraycopy(tile.result().storage(), 0, result.storage(), i, rows);
            tiles.give(tile);
        }
        return result;
    }

    // ------------------------------------------------------------------ products

    /** {@code K(x, x) v}, [n, w] for v [n, w] or [n], without the matrix. */
    public Array product(Array x, Array v) {
        return product(x, x, v, true);
    }

    /** {@code K(x, y) v}, [n, w] for v [m, w] or [m], without the matrix. */
    public Array product(Array x, Array y, Array v) {
        return product(x, y, v, false);
    }

    private Array product(Array x, Array y, Array v, boolean same) {
        requireTwo(x, y);
        requireRows("v", v, y);
        int n = x.shape().extent(0);
        int m = y.shape().extent(0);
        int width = v.shape().size() / m;
        Array sums = Array.zeros(x.type(), v.shape().with(0, n));
        Array p = parameters(x);
        int side = side(Use.PRODUCT, n, m, x, width);
        Array vectors = v.reshape(m, width);
        team.run((n + side - 1) / side, block -> {
            int i = block * side;
            int rows = Math.min(side, n - i);
            Array left = x.rows(i, i + rows);
            for (int j = 0; j < m; j += side) {
                int columns = Math.min(side, m - j);
                Tile tile = tiles.take(form(Use.PRODUCT, rows, columns, x, width));
                tile.run(
                        p,
                        left,
                        numbers(x.type(), i, rows),
                        y.rows(j, j + columns),
                        same ? numbers(x.type(), j, columns) : others(x.type(), j, columns),
                        vectors.rows(j, j + columns));
                Blocks.add(tile.result(), sums, i * width);
                tiles.give(tile);
            }
        });
        return sums;
    }

    /**
     * {@code K(x, y)ᵀ(w ∘ (K(x, y) v) + u)} for x [n, d], y [m, d]: what a step of conjugate gradients on the normal equations needs, in one pass over x. K is computed
     * once, in tiles of some rows and all of y.
     *
     * @param v [m, k]
     * @param w [n, k]
     * @param u [n, k]
     */
    public Array normalProduct(Array x, Array y, Array v, Array w, Array u) {
        requireTwo(x, y);
        requireRows("v", v, y);
        requireRows("w", w, x);
        requireRows("u", u, x);
        int n = x.shape().extent(0);
        int m = y.shape().extent(0);
        int width = v.shape().size() / m;
        Array sums = Array.zeros(x.type(), v.shape());
        Array p = parameters(x);
        int block = rows(n, m, x, width);
        Array rightNumbers = others(x.type(), 0, m);
        Array vectors = v.reshape(m, width);
        Array[] parts = new Array[(n + block - 1) / block];
        team.run(parts.length, part -> {
            int i = part * block;
            int rows = Math.min(block, n - i);
            Tile tile = tiles.take(form(Use.NORMAL_PRODUCT, rows, m, x, width));
            tile.run(
                    p,
                    x.rows(i, i + rows),
                    numbers(x.type(), i, rows),
                    y,
                    rightNumbers,
                    vectors,
                    u.rows(i, i + rows).reshape(rows, width),
                    w.rows(i, i + rows).reshape(rows, width));
            parts[part] = tile.result().rows(0, m);
            tiles.give(tile);
        });
        for (Array part : parts) {
            Blocks.add(part, sums, 0);
        }
        return sums;
    }

    // ------------------------------------------------------------------ derivatives

    /**
     * {@code Σᵢⱼ cᵢⱼ ∂k(xᵢ, xⱼ)/∂p} for each hyper-parameter, by tiles.
     *
     * @param c [n, n], symmetric
     */
    public double[] parameterGradient(Array x, Array c) {
        require("x", x);
        int n = x.shape().extent(0);
        if (!c.shape().equals(Shape.of(n, n)) || c.type() != x.type()) {
            throw new ShapeException("parameterGradient: expected weights " + x.type() + Shape.of(n, n) + ", got "
                    + c.type() + c.shape());
        }
        Array p = parameters(x);
        double[] gradient = new double[p.shape().size()];
        if (gradient.length == 0) {
            return gradient;
        }
        int side = side(Use.PARAMETER_GRADIENT, n, n, x, 0);
        int blocks = (n + side - 1) / side;
        double[][] parts = new double[blocks * (blocks + 1) / 2][];
        team.run(parts.length, part -> {
            int row = 0;
            int rest = part;
            while (rest >= blocks - row) {
                rest -= blocks - row;
                row++;
            }
            int i = row * side;
            int j = (row + rest) * side;
            int rows = Math.min(side, n - i);
            int columns = Math.min(side, n - j);
            Tile tile = tiles.take(form(Use.PARAMETER_GRADIENT, rows, columns, x, 0));
            tile.run(
                    p,
                    x.rows(i, i + rows),
                    numbers(x.type(), i, rows),
                    x.rows(j, j + columns),
                    numbers(x.type(), j, columns),
                    Blocks.cut(c, n, i, j, rows, columns));
            double[] own = tile.result().toDoubles();
            for (int a = 0; i != j && a < own.length; a++) {
                own[a] *= 2;
            }
            parts[part] = own;
            tiles.give(tile);
        });
        for (double[] part : parts) {
            for (int a = 0; a < gradient.length; a++) {
                gradient[a] += part[a];
            }
        }
        return gradient;
    }

    /** {@code Σᵢ cᵢ ∂k(xᵢ, xᵢ)/∂p} for each hyper-parameter, without the kernel's white noise. */
    public double[] noiselessDiagonalGradient(Array x, Array c) {
        require("x", x);
        requireRows("c", c, x);
        int n = x.shape().extent(0);
        Array p = parameters(x);
        Tile tile = tiles.take(form(Use.DIAGONAL_GRADIENT, n, 1, x, 0));
        tile.run(p, x, Array.zeros(x.type(), Shape.of(n)), c);
        double[] gradient = tile.result().toDoubles();
        tiles.give(tile);
        return gradient;
    }

    /**
     * {@code Σᵢⱼ cᵢⱼ ∂k(xᵢ, yⱼ)/∂p} for each hyper-parameter, by tiles.
     *
     * @param c [n, m]
     */
    public double[] parameterGradient(Array x, Array y, Array c) {
        Array p = parameters(x);
        double[] gradient = new double[p.shape().size()];
        if (gradient.length > 0) {
            each(Use.PARAMETER_GRADIENT, x, y, c, (i, result) -> {
                for (int a = 0; a < gradient.length; a++) {
                    gradient[a] += result.get(a);
                }
            });
        }
        return gradient;
    }

    /**
     * {@code Σⱼ cᵢⱼ ∇ₓk(xᵢ, yⱼ)}, [n, d]: with the coefficients of a function {@code Σ cⱼk(·, yⱼ)} in every row, its gradients at the points x.
     *
     * @param c [n, m]
     */
    public Array pointGradient(Array x, Array y, Array c) {
        Array sums = Array.zeros(x.type(), x.shape());
        int d = x.shape().extent(1);
        each(Use.POINT_GRADIENT, x, y, c, (i, result) -> Blocks.add(result, sums, i * d));
        return sums;
    }

    @FunctionalInterface
    private interface Taking {
        void take(int firstRow, Array result);
    }

    private void each(Use use, Array x, Array y, Array c, Taking taking) {
        requireTwo(x, y);
        int n = x.shape().extent(0);
        int m = y.shape().extent(0);
        if (!c.shape().equals(Shape.of(n, m)) || c.type() != x.type()) {
            throw new ShapeException(
                    "gradient: expected weights " + x.type() + Shape.of(n, m) + ", got " + c.type() + c.shape());
        }
        Array p = parameters(x);
        int side = side(use, n, m, x, 0);
        for (int i = 0; i < n; i += side) {
            int rows = Math.min(side, n - i);
            Array left = x.rows(i, i + rows);
            for (int j = 0; j < m; j += side) {
                int columns = Math.min(side, m - j);
                Tile tile = tiles.take(form(use, rows, columns, x, 0));
                tile.run(
                        p,
                        left,
                        numbers(x.type(), i, rows),
                        y.rows(j, j + columns),
                        others(x.type(), j, columns),
                        Blocks.cut(c, m, i, j, rows, columns));
                taking.take(i, tile.result());
                tiles.give(tile);
            }
        }
    }

    // ------------------------------------------------------------------ ND4J arrays

    /** {@code k(xᵢ, xⱼ)}, [n, n]. */
    public INDArray matrix(INDArray x) {
        return matrix(Array.of(x)).toINDArray();
    }

    /** {@code k(xᵢ, yⱼ)}, [n, m]. */
    public INDArray matrix(INDArray x, INDArray y) {
        return matrix(Array.of(x), Array.of(y)).toINDArray();
    }

    /** {@code k(xᵢ, xᵢ)}, [n]. */
    public INDArray diagonal(INDArray x) {
        return diagonal(Array.of(x)).toINDArray();
    }

    /** {@code K(x, x) v}, [n, w] for v [n, w] or [n], without the matrix. */
    public INDArray product(INDArray x, INDArray v) {
        return product(Array.of(x), Array.of(v)).toINDArray();
    }

    /** {@code K(x, y) v}, [n, w] for v [m, w] or [m], without the matrix. */
    public INDArray product(INDArray x, INDArray y, INDArray v) {
        return product(Array.of(x), Array.of(y), Array.of(v)).toINDArray();
    }

    // ------------------------------------------------------------------ tiles

    private static Form form(Use use, int rows, int columns, Array x, int width) {
        return new Form(use, rows, columns, x.shape().extent(1), width, x.type());
    }

    /** The side of square tiles whose program fits the budget. */
    private int side(Use use, int n, int m, Array x, int width) {
        int side = Math.min(LARGEST_SIDE, Math.max(n, m));
        while (true) {
            Form form = form(use, Math.min(side, n), Math.min(side, m), x, width);
            if (fits(form, side)) {
                return side;
            }
            side = Math.max(SMALLEST_SIDE, side / 2);
        }
    }

    /** Rows of a tile that has all of y. */
    private int rows(int n, int m, Array x, int width) {
        int rows = Math.min(n, Math.max(SMALLEST_SIDE, LARGEST_SIDE * LARGEST_SIDE / m * 2));
        while (true) {
            if (fits(form(Use.NORMAL_PRODUCT, rows, m, x, width), rows)) {
                return rows;
            }
            rows = Math.max(SMALLEST_SIDE, rows / 2);
        }
    }

    private boolean fits(Form form, int side) {
        long bytes = tiles.estimate(form) * team.threads();
        if (bytes <= budget) {
            Tile tile = tiles.take(form);
            bytes = tile.bytes() * team.threads();
            tiles.give(tile);
        }
        if (bytes > budget && side <= SMALLEST_SIDE) {
            throw new IllegalArgumentException("memory: tiles of " + form.rows() + " by " + form.columns()
                    + " pairs, one for each of " + team.threads() + " threads, take " + bytes + " bytes, the budget is "
                    + budget
                    + ": give more, or fewer columns");
        }
        return bytes <= budget;
    }

    private Array parameters(Array x) {
        return Array.vector(hyperparameters(x.shape().extent(1)).stream()
                        .mapToDouble(Hyperparameter::value)
                        .toArray())
                .as(x.type());
    }

    /** Numbers of samples from the first on. */
    private static Array numbers(DType type, int first, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> first + i);
        return Array.vector(numbers).as(type);
    }

    /** Numbers of samples of another set: below 0. */
    private static Array others(DType type, int first, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> -1.0 - first - i);
        return Array.vector(numbers).as(type);
    }

    // ------------------------------------------------------------------ checks

    private static Array large(DType type, int n, int m) {
        if ((long) n * m > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "matrix: " + n + " by " + m
                            + " numbers do not fit one array: use product(…), which does not form it, or a solver with centres");
        }
        return Array.zeros(type, Shape.of(n, m));
    }

    private static void require(String name, Array x) {
        if (x.shape().rank() != 2 || x.shape().extent(0) == 0 || x.shape().extent(1) == 0) {
            throw new ShapeException(name + ": expected points [n, d] with n ≥ 1 and d ≥ 1, got " + x.shape());
        }
        for (int i = 0; !x.isFinite() && i < x.shape().size(); i++) {
            if (!Double.isFinite(x.get(i))) {
                int d = x.shape().extent(1);
                throw new IllegalArgumentException(name + ": the point " + i / d + " has the coordinate " + x.get(i)
                        + " in column " + i % d + ", expected finite numbers: remove it or fill it in");
            }
        }
    }

    private static void requireTwo(Array x, Array y) {
        require("x", x);
        if (x != y) {
            require("y", y);
        }
        if (x.shape().extent(1) != y.shape().extent(1)) {
            throw new ShapeException("gram: the points have " + x.shape().extent(1) + " and "
                    + y.shape().extent(1) + " coordinates, expected as many in both");
        }
        if (x.type() != y.type()) {
            throw new ShapeException("gram: the points are " + x.type() + " and " + y.type() + ", expected one type");
        }
    }

    private static void requireRows(String name, Array v, Array points) {
        int n = points.shape().extent(0);
        if (v.shape().rank() < 1
                || v.shape().rank() > 2
                || v.shape().extent(0) != n
                || v.shape().size() == 0) {
            throw new ShapeException(name + ": expected " + n + " rows, as there are points, got " + v.shape());
        }
        if (v.type() != points.type()) {
            throw new ShapeException(name + ": expected " + points.type() + " like the points, got " + v.type());
        }
    }
}
