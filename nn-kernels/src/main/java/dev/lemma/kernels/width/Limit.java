package dev.lemma.kernels.width;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Movement;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.kernels.dynamics.KernelFlow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The infinitely wide network: its NNGP kernel K and tangent kernel Θ, one number per pair of samples. Several outputs are independent and have the same kernels.
 *
 * <p>Kernels are computed tile by tile, by one compiled program; of a kernel of a batch with itself only the tiles above the diagonal. Values are finite
 * for equal, opposite, parallel and zero inputs, and at any depth: 1 − ρ is carried beside ρ.
 */
public final class Limit {

    /** Numbers of one kernel that a tile holds. */
    private static final int TILE = 1 << 17;

    /** Numbers of one kernel for which no program is worth compiling. */
    private static final int FEW = 1 << 10;

    private final Stage stage;
    private final boolean adjustable;
    private final Tensor x;
    private final DType type;
    private final List<Tensor> sources;
    private final int widest;
    private final Program features;
    private final Program kernels;
    private final Program small;

    Limit(Stage stage, Tensor x, DType type) {
        this(stage, x, type, false);
    }

    private Limit(Stage stage, Tensor x, DType type, boolean adjustable) {
        this.stage = stage;
        this.adjustable = adjustable;
        this.x = x;
        this.type = type;
        Set<Tensor> found = Collections.newSetFromMap(new IdentityHashMap<>());
        this.sources = new ArrayList<>();
        this.widest = survey(stage, found, sources);
        this.features = Program.of(
                Fused.executor(),
                leaves -> dev.lemma.api.tensor.Graph.substitute(
                        sources.stream().map(s -> s).toList(), Map.of(x, leaves.get(0))));
        this.kernels = Program.of(Fused.executor(), this::expression);
        this.small = Program.of(new ReferenceExecutor(), this::expression);
    }

    private static int survey(Stage root, Set<Tensor> found, List<Tensor> sources) {
        Deque<Stage> open = new ArrayDeque<>();
        Set<Stage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int widest = 1;
        boolean mixes = false;
        int positions = 1;
        open.push(root);
        while (!open.isEmpty()) {
            Stage stage = open.pop();
            if (!seen.add(stage)) {
                continue;
            }
            positions = Math.max(positions, stage.positions());
            mixes |= stage instanceof Stage.Mix || stage instanceof Stage.Attended;
            if (stage instanceof Stage.Source source && found.add(source.features())) {
                sources.add(source.features());
            }
            KernelExpression.inputs(stage).forEach(open::push);
        }
        widest = mixes ? positions * positions : positions;
        return widest;
    }

    private List<Tensor> expression(List<Tensor> leaves) {
        Map<Tensor, Tensor> first = new LinkedHashMap<>();
        Map<Tensor, Tensor> second = new LinkedHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            first.put(sources.get(i), leaves.get(i));
            second.put(sources.get(i), leaves.get(sources.size() + i));
        }
        return new KernelExpression(first, second, leaves.get(0).type()).kernels(stage);
    }

    /**
     * Both kernels of two batches.
     *
     * @param nngp K, [n, m]
     * @param ntk Θ, [n, m]
     */
    public record Kernels(INDArray nngp, INDArray ntk) {}

    /** {@code K(xᵢ, x′ⱼ)}: the covariance of the outputs at the start. */
    public INDArray nngp(INDArray a, INDArray b) {
        return kernels(a, b).nngp();
    }

    /** {@code Θ(xᵢ, x′ⱼ)}: the tangent kernel. */
    public INDArray ntk(INDArray a, INDArray b) {
        return kernels(a, b).ntk();
    }

    /** Both kernels between two batches, computed together. */
    public Kernels kernels(INDArray a, INDArray b) {
        List<Array> both = a == b ? arrays(Array.of(a)) : arrays(Array.of(a), Array.of(b));
        return new Kernels(both.get(0).toINDArray(), both.get(1).toINDArray());
    }

    /** Both kernels of a batch with itself, on the heap: K, then Θ. */
    public List<Array> arrays(Array a) {
        List<Array> rows = features(a);
        return computed(rows, rows, true);
    }

    /** Both kernels between two batches, on the heap: K, then Θ. */
    public List<Array> arrays(Array a, Array b) {
        return computed(features(a), features(b), a == b);
    }

    /**
     * The ensemble of these networks trained by gradient flow on the mean of {@code (f − y)²} until time t, which may be ∞; learning rate times steps is
     * time.
     */
    public TrainedEnsemble trainedUntil(double time, INDArray a, INDArray y) {
        Array targets = Array.of(y);
        KernelFlow flow = new KernelFlow(time, 2.0 / Math.max(1, targets.shape().size()));
        return TrainedEnsemble.of(this, Array.of(a), targets, flow, 0);
    }

    /**
     * The same limit, whose {@link #nngp()} and {@link #ntk()} have the initial variances of weights and biases as hyper-parameters, called
     * {@code 0/weight variance} and so on. A parameter that starts at 0 has none. Where the parametrization has the deviation as a factor of the parameter (NTK, mean field), its share of Θ is
     * in proportion to the variance.
     */
    public Limit adjustable() {
        return new Limit(stage, x, type, true);
    }

    /** K as a kernel on flattened samples, for ridge regression, Gaussian processes and large-scale solvers; it has no hyper-parameters unless it is {@link #adjustable}. */
    public Kernel nngp() {
        return new LimitKernel(stage, x, places(), false, adjustable);
    }

    /** Θ as a kernel on flattened samples. */
    public Kernel ntk() {
        return new LimitKernel(stage, x, places(), true, adjustable);
    }

    /** For each source the element of a sample that each of its elements is. */
    private Map<Tensor, int[]> places() {
        Map<Tensor, int[]> places = new IdentityHashMap<>();
        for (Tensor source : sources) {
            places.put(source, places(source));
        }
        return places;
    }

    private int[] places(Tensor source) {
        if (source == x) {
            int[] places = new int[x.shape().size()];
            Arrays.setAll(places, i -> i);
            return places;
        }
        int[] moved = Movement.places(source);
        if (moved == null) {
            throw RefusalException.of(
                    "kernel of the limit",
                    source,
                    "the input is transformed before the first weight; use kernels(x, x′), or transform the data");
        }
        int[] inner = places(source.operand(0));
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved[i] < 0 ? -1 : inner[moved[i]];
        }
        return moved;
    }

    private List<Array> features(Array samples) {
        Shape sample = x.shape().range(1, x.rank());
        if (samples.shape().rank() != sample.rank() + 1
                || !samples.shape().range(1, samples.shape().rank()).equals(sample)) {
            throw new ShapeException(
                    "limit: expected samples " + sample + " behind a batch axis, got " + samples.shape());
        }
        Array wide = samples.as(DType.FLOAT64);
        for (int i = 0; i < wide.shape().size(); i++) {
            if (!Double.isFinite(wide.get(i))) {
                throw new IllegalArgumentException("limit: a number of the inputs is " + wide.get(i)
                        + ", expected finite numbers (sample " + i / sample.size() + ")");
            }
        }
        int n = samples.shape().extent(0);
        List<double[]> values = new ArrayList<>();
        for (Tensor source : sources) {
            values.add(new double[n * source.shape().size()]);
        }
        boolean plain = sources.size() == 1 && sources.get(0) == x;
        if (plain) {
            return List.of(wide.reshape(n, sample.size()).as(type));
        }
        for (int i = 0; i < n; i++) {
            List<Array> row = features.callAll(List.of(wide.rows(i, i + 1)));
            for (int s = 0; s < row.size(); s++) {
                double[] numbers = row.get(s).toDoubles();
                System.arraycopy(numbers, 0, values.get(s), i * numbers.length, numbers.length);
            }
        }
        List<Array> arrays = new ArrayList<>();
        for (double[] numbers : values) {
            arrays.add(Array.of(Shape.of(n, n == 0 ? 0 : numbers.length / n), numbers)
                    .as(type));
        }
        return arrays;
    }

    private List<Array> computed(List<Array> first, List<Array> second, boolean symmetric) {
        int n = first.get(0).shape().extent(0);
        int m = second.get(0).shape().extent(0);
        int tile = Math.max(1, (int) Math.sqrt((double) TILE / widest));
        Array k = Array.zeros(type, Shape.of(n, m));
        Array theta = Array.zeros(type, Shape.of(n, m));
        for (int i = 0; i < n; i += tile) {
            int rows = Math.min(tile, n - i);
            for (int j = symmetric ? i : 0; j < m; j += tile) {
                int columns = Math.min(tile, m - j);
                List<Array> arguments = new ArrayList<>();
                for (Array array : first) {
                    arguments.add(array.rows(i, i + rows));
                }
                for (Array array : second) {
                    arguments.add(array.rows(j, j + columns));
                }
                boolean few = (long) n * m * widest <= FEW;
                List<Array> part = (few ? small : kernels).callAll(arguments);
                copy(part.get(0), k, i, j, symmetric);
                copy(part.get(1), theta, i, j, symmetric);
            }
        }
        return List.of(k, theta);
    }

    private static void copy(Array tile, Array into, int row, int column, boolean symmetric) {
        int rows = tile.shape().extent(0);
        int columns = tile.shape().extent(1);
        int width = into.shape().extent(1);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(tile.storage(), i * columns, into.storage(), (row + i) * width + column, columns);
        }
        if (symmetric) {
            if (into.storage() instanceof double[] d) {
                mirror(d, rows, columns, row, column, width);
            } else {
                mirror((float[]) into.storage(), rows, columns, row, column, width);
            }
        }
    }

    private static void mirror(double[] d, int rows, int columns, int row, int column, int width) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (column + j > row + i) {
                    d[(column + j) * width + row + i] = d[(row + i) * width + column + j];
                }
            }
        }
    }

    private static void mirror(float[] d, int rows, int columns, int row, int column, int width) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (column + j > row + i) {
                    d[(column + j) * width + row + i] = d[(row + i) * width + column + j];
                }
            }
        }
    }
}
