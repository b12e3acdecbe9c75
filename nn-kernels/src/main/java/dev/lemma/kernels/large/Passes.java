package dev.lemma.kernels.large;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.Gram;
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
    private static final int NUMBERS_OF_A_BLOCK = 1 << 21;

    private final Gram gram;
    private final Array centres;
    private final Points x;
    private final DType type;
    private final int m;
    private final long n;
    private final int rows;
    private final List<Stored> stored = new ArrayList<>();

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
                Fused.executor().open(Routine.of(List.of(leaf, v, w, u), List.of(normal)), memory),
                Fused.executor().open(Routine.of(List.of(leaf, v), List.of(leaf.matmul(v))), memory),
                Fused.executor()
                        .open(
                                Routine.of(
                                        List.of(leaf, u),
                                        List.of(leaf.transpose().matmul(u))),
                                memory)));
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

    private static void add(Array part, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += part.get(i);
        }
    }

    /** {@code K_nmᵀ W K_nm v}; W is the identity without weights. */
    double[] normal(double[] v, double @Nullable [] weights) {
        double[] sums = new double[m];
        Array column = column(v, 0, m);
        for (int b = 0; b < blocks(); b++) {
            int count = count(b);
            Array w = weights == null ? Array.full(type, Shape.of(count, 1), 1) : column(weights, b * rows, count);
            Array u = Array.zeros(type, Shape.of(count, 1));
            if (b < stored.size()) {
                Execution execution = stored.get(b).normal();
                execution.put(1, column);
                execution.put(2, w);
                execution.put(3, u);
                execution.run();
                add(execution.get(0), sums);
            } else {
                add(gram.normalProduct(block(b), centres, column, w, u), sums);
            }
        }
        return sums;
    }

    /** {@code K_nmᵀ u}, with u read in blocks. */
    double[] back(Points u) {
        double[] sums = new double[m];
        for (int b = 0; b < blocks(); b++) {
            int count = count(b);
            Array part = u.block((long) b * rows, count, type).reshape(count, 1);
            if (b < stored.size()) {
                Execution execution = stored.get(b).back();
                execution.put(1, part);
                execution.run();
                add(execution.get(0), sums);
            } else {
                add(
                        gram.normalProduct(
                                block(b),
                                centres,
                                Array.zeros(type, Shape.of(m, 1)),
                                Array.zeros(type, Shape.of(count, 1)),
                                part),
                        sums);
            }
        }
        return sums;
    }

    /** {@code K_nm v}, [n]. */
    double[] forward(double[] v) {
        double[] values = new double[Math.toIntExact(n)];
        Array column = column(v, 0, m);
        for (int b = 0; b < blocks(); b++) {
            Array part;
            if (b < stored.size()) {
                Execution execution = stored.get(b).forward();
                execution.put(1, column);
                execution.run();
                part = execution.get(0);
            } else {
                part = gram.product(block(b), centres, column);
            }
            for (int i = 0; i < count(b); i++) {
                values[b * rows + i] = part.get(i);
            }
        }
        return values;
    }
}
