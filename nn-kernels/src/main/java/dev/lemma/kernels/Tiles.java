package dev.lemma.kernels;

import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The programs of one kernel on tiles of pairs: compiled once for each shape, lent to one user at a time. */
final class Tiles {

    /** What a program makes of a tile K, [n, m], of values. */
    enum Use {
        /** K itself. */
        VALUES,
        /** K v. */
        PRODUCT,
        /** Kᵀ(w ∘ (K v) + u). */
        NORMAL_PRODUCT,
        /** Σᵢⱼ cᵢⱼ ∂Kᵢⱼ/∂p. */
        PARAMETER_GRADIENT,
        /** Σⱼ cᵢⱼ ∂Kᵢⱼ/∂xᵢ. */
        POINT_GRADIENT,
        /** The values of pairs of equal number, [n]. */
        DIAGONAL,
        /** Σᵢ cᵢ ∂kᵢᵢ/∂p. */
        DIAGONAL_GRADIENT
    }

    /**
     * The shape of a tile.
     *
     * @param rows n
     * @param columns m
     * @param dimension d
     * @param width columns of v
     */
    record Form(Use use, int rows, int columns, int dimension, int width, DType type) {}

    /** A program with its memory. */
    static final class Tile {

        private final Form form;
        private final Execution execution;
        private final Array result;

        Tile(Form form, Execution execution, Array result) {
            this.form = form;
            this.execution = execution;
            this.result = result;
        }

        /** Runs on arguments in the order of the program; the result is in {@link #result} until the next run. */
        void run(Array... arguments) {
            for (int i = 0; i < arguments.length; i++) {
                execution.put(i, arguments[i]);
            }
            execution.run();
        }

        Array result() {
            return result;
        }

        Form form() {
            return form;
        }

        long bytes() {
            return execution.bytes();
        }
    }

    private final Kernel kernel;
    private final Executor executor;
    private final Map<Form, Queue<Tile>> idle = new ConcurrentHashMap<>();
    private final Map<Form, Long> estimates = new ConcurrentHashMap<>();

    Tiles(Kernel kernel, Executor executor) {
        this.kernel = kernel;
        this.executor = executor;
    }

    Tile take(Form form) {
        Tile tile =
                idle.computeIfAbsent(form, f -> new ConcurrentLinkedQueue<>()).poll();
        return tile == null ? open(form) : tile;
    }

    void give(Tile tile) {
        idle.computeIfAbsent(tile.form(), f -> new ConcurrentLinkedQueue<>()).add(tile);
    }

    /** A first guess at the bytes of a program, from its largest values; nothing is allocated. */
    long estimate(Form form) {
        return estimates.computeIfAbsent(form, this::estimateNew);
    }

    private long estimateNew(Form form) {
        Written written = write(form);
        long largest = 0;
        for (Tensor node : Graph.order(List.of(written.output()))) {
            largest = Math.max(largest, (long) node.shape().size());
        }
        return 3 * largest * form.type().bytes();
    }

    private record Written(List<Tensor> inputs, Tensor output) {}

    private Written write(Form form) {
        DType type = form.type();
        Tensor x = Tensor.input("x", type, form.rows(), form.dimension());
        Tensor numbersX = Tensor.input("numbers of x", type, form.rows());
        int count = Hyperparameters.of(kernel, form.dimension()).size();
        Tensor p = Tensor.input("hyper-parameters", type, count);
        List<Tensor> inputs = new ArrayList<>(List.of(p, x, numbersX));
        if (form.use() == Use.DIAGONAL || form.use() == Use.DIAGONAL_GRADIENT) {
            // The third input says whether each is the same sample: white noise is wanted or not.
            Tensor values = Hyperparameters.values(kernel, Pairs.aligned(x, x, numbersX), p);
            if (form.use() == Use.DIAGONAL) {
                return new Written(inputs, values);
            }
            Tensor c = Tensor.input("c", type, form.rows());
            inputs.add(c);
            return new Written(inputs, Derivatives.vjp(values, p, c));
        }
        Tensor y = Tensor.input("y", type, form.columns(), form.dimension());
        Tensor numbersY = Tensor.input("numbers of y", type, form.columns());
        inputs.add(y);
        inputs.add(numbersY);
        Tensor values = Hyperparameters.values(kernel, Pairs.all(x, y, numbersX, numbersY), p);
        switch (form.use()) {
            case PRODUCT -> {
                Tensor v = Tensor.input("v", type, form.columns(), form.width());
                inputs.add(v);
                return new Written(inputs, values.matmul(v));
            }
            case NORMAL_PRODUCT -> {
                Tensor v = Tensor.input("v", type, form.columns(), form.width());
                Tensor u = Tensor.input("u", type, form.rows(), form.width());
                Tensor w = Tensor.input("w", type, form.rows(), form.width());
                inputs.addAll(List.of(v, u, w));
                return new Written(
                        inputs,
                        values.transpose().matmul(values.matmul(v).times(w).plus(u)));
            }
            case PARAMETER_GRADIENT -> {
                Tensor c = Tensor.input("c", type, form.rows(), form.columns());
                inputs.add(c);
                return new Written(inputs, Derivatives.vjp(values, p, c));
            }
            case POINT_GRADIENT -> {
                Tensor c = Tensor.input("c", type, form.rows(), form.columns());
                inputs.add(c);
                return new Written(inputs, Derivatives.vjp(values, x, c));
            }
            default -> {
                return new Written(inputs, values);
            }
        }
    }

    private Tile open(Form form) {
        Written written = write(form);
        // What a run leaves in a state lies in the caller's memory: the result is not copied.
        Tensor state = Tensor.input("result", written.output().tensorType());
        Array result = Array.zeros(state.type(), state.shape());
        Routine routine = new Routine(written.inputs(), List.of(), List.of(state), List.of(written.output()));
        return new Tile(form, executor.open(routine, Map.of(state, result)), result);
    }
}
