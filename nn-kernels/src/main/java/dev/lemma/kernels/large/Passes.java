package dev.lemma.kernels.large;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products with K_nm, one pass over the data each, block by block. As many blocks of K_nm as fit the budget are kept, the others are computed anew in every pass. Sums over blocks are float64.
 */
final class Passes {

    private static final int LEAST_ROWS = 64;
    private static final int MOST_ROWS = 2048;
    private static final int SIDE_BY_SIDE = 16;
    private static final int NUMBERS_OF_A_BLOCK = 1 << 21;

    private final Gram gram;
    private final Array centres;
    private final Points x;
    private final DType type;
    private final int m;
    private final long n;
    private final int rows;
    private final List<Stored> stored = new ArrayList<>();

    /** Blocks run on one thread each, side by side. */
    private static final class Single {
        static final Executor EXECUTOR = new FusedExecutor(1);
    }

    /** A block that is kept, with the programs that read it where it lies. */
    private record Stored(Array k, Execution normal, Execution forward, Execution back) {}

    Passes(Kernel kernel, Array centres, Points x, DType type, long budget) {
        this.gram = Gram.of(kernel);
        this.centres = centres.as(type);
        this.x = x;
        this.type = type;
        this.m = centres.shape().extent(0);
        this.n = x.rows();
        this.rows = (int) Math.min(n, Math.max(LEAST_ROWS, Math.min(MOST_ROWS, NUMBERS_OF_A_BLOCK / m)));
        long bytes = (long) rows * m * type.bytes();
        long blocks = Math.min(budget / bytes, (n + rows - 1) / rows);
        for (int b = 0; b < blocks; b++) {
            store(gram.matrix(block(b), this.centres));
        }
    }

    private void store(Array k) {
        int count = k.shape().extent(0);
        Tensor leaf = Tensor.input("k", type, count, m);
        Tensor v = Tensor.input("v", type, m, 1);
        Tensor w = Tensor.input("w", type, count, 1);
        Tensor u = Tensor.input("u", type, count, 1);
        Map<Tensor, Array> memory = Map.of(leaf, k);
        Tensor normal = leaf.transpose().matmul(leaf.matmul(v).times(w).plus(u));
        stored.add(new Stored(
                k,
                Single.EXECUTOR.open(Routine.of(List.of(leaf, v, w, u), List.of(normal)), memory),
                Single.EXECUTOR.open(Routine.of(List.of(leaf, v), List.of(leaf.matmul(v))), memory),
                Single.EXECUTOR.open(
                        Routine.of(List.of(leaf, u), List.of(leaf.transpose().matmul(u))), memory)));
    }

    /** Blocks of K_nm that are kept, and all. */
    String describe() {
        return stored.size() + " of " + blocks() + " blocks of " + rows + " rows kept";
    }

    private int blocks() {
        return Math.toIntExact((n + rows - 1) / rows);
    }

    private int count(int block) {
        return (int) Math.min(rows, n - (long) block * rows);
    }

    private Array block(int b) {
        return x.block((long) b * rows, count(b), type);
    }

    private Array column(double[] v, int from, int count) {
        return Array.of(Shape.of(count, 1), Arrays.copyOfRange(v, from, from + count))
                .as(type);
    }

    /** What one block adds to a sum. */
    @FunctionalInterface
    private interface Part {
        Array of(int block);
    }

    /** The sum over blocks, some side by side, added in their order. */
    private double[] sum(Part part) {
        double[] sums = new double[m];
        for (int first = 0; first < blocks(); first += SIDE_BY_SIDE) {
            int begin = first;
            Array[] parts = new Array[Math.min(SIDE_BY_SIDE, blocks() - first)];
            PositiveDefinite.team().run(parts.length, b -> parts[b] = part.of(begin + b));
            for (Array one : parts) {
                for (int i = 0; i < m; i++) {
                    sums[i] += one.get(i);
                }
            }
        }
        return sums;
    }

    /** {@code K_nmᵀ W K_nm v}; W is the identity without weights. */
    double[] normal(double[] v, double @Nullable [] weights) {
        Array column = column(v, 0, m);
        return sum(b -> {
            int count = count(b);
            Array w = weights == null ? Array.full(type, Shape.of(count, 1), 1) : column(weights, b * rows, count);
            Array u = Array.zeros(type, Shape.of(count, 1));
            return b < stored.size()
                    ? run(stored.get(b).normal(), column, w, u)
                    : gram.normalProduct(block(b), centres, column, w, u);
        });
    }

    private static Array run(Execution execution, Array... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            execution.put(i + 1, arguments[i]);
        }
        execution.run();
        return execution.get(0);
    }

    /** {@code K_nmᵀ u}, with u read in blocks. */
    double[] back(Points u) {
        Array zeros = Array.zeros(type, Shape.of(m, 1));
        return sum(b -> {
            int count = count(b);
            Array part = u.block((long) b * rows, count, type).reshape(count, 1);
            return b < stored.size()
                    ? run(stored.get(b).back(), part)
                    : gram.normalProduct(block(b), centres, zeros, Array.zeros(type, Shape.of(count, 1)), part);
        });
    }

    /** {@code K_nm v}, [n]. */
    double[] forward(double[] v) {
        double[] values = new double[Math.toIntExact(n)];
        Array column = column(v, 0, m);
        PositiveDefinite.team().run(blocks(), b -> {
            Array part =
                    b < stored.size() ? run(stored.get(b).forward(), column) : gram.product(block(b), centres, column);
            for (int i = 0; i < count(b); i++) {
                values[b * rows + i] = part.get(i);
            }
        });
        return values;
    }
}
