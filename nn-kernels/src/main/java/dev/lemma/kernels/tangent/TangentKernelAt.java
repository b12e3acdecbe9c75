package dev.lemma.kernels.tangent;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tangent kernel of a network at some θ: Gram matrices by structured derivatives, products with vectors, the Jacobian as a reference, and the linearised
 * network.
 *
 * <p>Of networks with several outputs {@link #gram} is the mean over outputs of their kernels; {@link #blocks} has all pairs of outputs.
 */
public final class TangentKernelAt {

    /** Samples that derivatives are taken of at once, if they are small. */
    private static final int SAMPLES = 512;

    /** Numbers of one kind of derivative that are computed at once. */
    private static final int NUMBERS = 1 << 24;

    /** Rows of a tile: at least so many where there are enough, at most so many. */
    private static final int LEAST_ROWS = 128;

    private static final int MOST_ROWS = 512;

    /** Rows up to which the kernel of a batch with itself is one program: the upper half alone is not worth moving derivatives into tiles. */
    private static final int WHOLE = 1024;

    /** Tiles run on one thread each, side by side. */
    private static final class Single {
        static final Executor EXECUTOR = new FusedExecutor(1);
    }

    private final Network network;
    private final Array theta;
    private final int outputs;
    private final Program derivatives;
    private final Program whole;
    private final Program wholeMean;
    private final Map<String, Queue<Execution>> idle = new ConcurrentHashMap<>();
    private final Program product;
    private final Program displacement;
    private final Program linear;
    private final Program jacobian;
    private final int largest;
    private final double[] factors;
    private final double[] shifts;
    private final boolean[] outer;

    TangentKernelAt(Network network, Array theta) {
        this.network = network;
        this.theta = theta;
        this.outputs = network.output().size();
        Tensor anyTheta = Tensor.input("theta", network.type(), network.parameterCount());
        Tensor anyX = Tensor.input("x", network.type(), network.input().batch(2).extents());
        Structure two = Structure.of(network.apply(anyTheta, anyX), anyTheta, 2);
        List<Structure.Block> blocks = two.blocks();
        this.factors = blocks.stream().mapToDouble(Structure.Block::factor).toArray();
        this.shifts = new double[factors.length];
        this.outer = new boolean[factors.length];
        for (int i = 0; i < outer.length; i++) {
            if (blocks.get(i) instanceof Structure.Outer o) {
                outer[i] = true;
                shifts[i] = o.shift();
            }
        }
        this.largest = two.rights(Tensor.input("cotangent", network.type(), 2, outputs)).stream()
                .mapToInt(right -> right.shape().size() / 2)
                .max()
                .orElse(1);
        this.derivatives = Program.of(Fused.executor(), in -> derivatives(in.get(0), in.get(1), in.get(2)));
        this.whole = Program.of(Fused.executor(), in -> List.of(whole(in.get(0), in.get(1), in.get(2), true)));
        this.wholeMean = Program.of(Fused.executor(), in -> List.of(whole(in.get(0), in.get(1), in.get(2), false)));
        this.product = Program.of(Fused.executor(), in -> List.of(product(in.get(0), in.get(1), in.get(2), in.get(3))));
        this.displacement = Program.of(Fused.executor(), in -> {
            Tensor y = network.apply(in.get(0), in.get(1));
            return List.of(
                    Derivatives.vjp(y, in.get(0), in.get(2).reshape(y.shape())).times(rates()));
        });
        this.linear = Program.of(Fused.executor(), in -> {
            Tensor y = network.apply(in.get(0), in.get(1));
            return List.of(y.plus(Derivatives.jvp(y, in.get(0), in.get(2))));
        });
        this.jacobian = Program.of(Fused.executor(), in -> {
            Tensor y = network.apply(in.get(0), in.get(1));
            return List.of(Derivatives.jacobian(y, in.get(0)).reshape(y.shape().size(), network.parameterCount()));
        });
    }

    /** For n samples and the outputs that are the rows of a matrix: the h of the outer blocks, [n, d], then of each block derivatives [n, outputs, size]. */
    private List<Tensor> derivatives(Tensor thetaLeaf, Tensor x, Tensor chosen) {
        int n = x.shape().extent(0);
        int rows = chosen.shape().extent(0);
        Structure structure = structure(thetaLeaf, x);
        List<Tensor> results = new ArrayList<>();
        for (Tensor left : structure.lefts()) {
            results.add(left.reshape(n, left.shape().size() / n));
        }
        Tensor cotangents = chosen.expand(1).broadcast(rows, n, outputs);
        for (Tensor each : Batching.ofMany(one -> structure.rights(one.get(0))).over(List.of(cotangents))) {
            results.add(each.reshape(rows, n, each.shape().size() / rows / n).permute(1, 0, 2));
        }
        return results;
    }

    private Tensor whole(Tensor thetaLeaf, Tensor x, Tensor chosen, boolean all) {
        List<Tensor> once = derivatives(thetaLeaf, x, chosen);
        List<Tensor> twice = new ArrayList<>(once);
        twice.addAll(once);
        return grams(twice, all);
    }

    private Structure structure(Tensor thetaLeaf, Tensor x) {
        return Structure.of(network.apply(thetaLeaf, x), thetaLeaf, x.shape().extent(0));
    }

    /** The θ of this kernel. */
    public INDArray theta() {
        return theta.toINDArray();
    }

    // ------------------------------------------------------------------ Gram matrices

    /** {@code Θ(xᵢ, xⱼ)}, [n, n]: the mean over outputs. */
    public INDArray gram(INDArray x) {
        return gram(Array.of(x)).toINDArray();
    }

    /** {@code Θ(xᵢ, x′ⱼ)}, [n, m]: the mean over outputs. */
    public INDArray gram(INDArray x, INDArray other) {
        return gram(Array.of(x), Array.of(other)).toINDArray();
    }

    /** {@code Θ(xᵢ, xⱼ)} on the heap. */
    public Array gram(Array x) {
        return gram(x, x);
    }

    /** {@code Θ(xᵢ, x′ⱼ)} on the heap. */
    public Array gram(Array x, Array other) {
        return matrix(x, other, everything(), false);
    }

    /** {@code Θ_{aa}(xᵢ, x′ⱼ)}, [n, m]: the kernel of one output. */
    public INDArray ofOutput(int output, INDArray x, INDArray other) {
        return ofOutput(output, Array.of(x), Array.of(other)).toINDArray();
    }

    /** {@code Θ_{aa}(xᵢ, x′ⱼ)} on the heap, [n, m]. */
    public Array ofOutput(int output, Array x, Array other) {
        if (output < 0 || output >= outputs) {
            throw new IllegalArgumentException(
                    "tangent kernel: the network has " + outputs + " outputs, numbered from 0, got " + output);
        }
        double[] unit = new double[outputs];
        unit[output] = 1;
        return matrix(x, other, Array.of(Shape.of(1, outputs), unit).as(network.type()), true);
    }

    /** {@code Θ_{ab}(xᵢ, x′ⱼ)} for all pairs of outputs a, b: [n, m, k, k]. */
    public INDArray blocks(INDArray x, INDArray other) {
        return blocks(Array.of(x), Array.of(other)).toINDArray();
    }

    /** {@code Θ_{ab}(xᵢ, x′ⱼ)} on the heap, [n, m, k, k]. */
    public Array blocks(Array x, Array other) {
        int n = x.shape().extent(0);
        int m = other.shape().extent(0);
        int k = outputs;
        Array all = matrix(x, other);
        Array moved = Array.zeros(all.type(), Shape.of(n, m, k, k));
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < k; a++) {
                for (int j = 0; j < m; j++) {
                    int from = (i * k + a) * m * k + j * k;
                    System.arraycopy(all.storage(), from, moved.storage(), ((i * m + j) * k + a) * k, k);
                }
            }
        }
        return moved;
    }

    /** The kernel of all outputs of all samples as one matrix on the heap, [n·k, m·k], row {@code i·k + a}. */
    public Array matrix(Array x, Array other) {
        return matrix(x, other, everything(), true);
    }

    /** Every output by itself. */
    private Array everything() {
        double[] unit = new double[outputs * outputs];
        for (int o = 0; o < outputs; o++) {
            unit[o * (outputs + 1)] = 1;
        }
        return Array.of(Shape.of(outputs, outputs), unit).as(network.type());
    }

    /** The derivatives of consecutive samples. */
    private record Rows(int from, int count, List<Array> derivatives) {}

    private Array matrix(Array x, Array other, Array chosen, boolean all) {
        int k = all ? chosen.shape().extent(0) : 1;
        requireSamples(x);
        int n = x.shape().extent(0);
        int rowsEach = chosen.shape().extent(0);
        if (x == other && n > 0 && n * rowsEach <= WHOLE && (long) n * rowsEach * largest <= NUMBERS) {
            return (all ? whole : wholeMean).call(theta, x.as(network.type()), chosen);
        }
        requireSamples(other);
        List<Rows> a = rows(x, chosen, k);
        List<Rows> b = x == other ? a : rows(other, chosen, k);
        int width = other.shape().extent(0) * k;
        Array result = Array.zeros(network.type(), Shape.of(x.shape().extent(0) * k, width));
        List<int[]> tiles = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            for (int j = a == b ? i : 0; j < b.size(); j++) {
                tiles.add(new int[] {i, j});
            }
        }
        PositiveDefinite.team().run(tiles.size(), at -> {
            Rows rows = a.get(tiles.get(at)[0]);
            Rows columns = b.get(tiles.get(at)[1]);
            Array part = tile(rows, columns, all);
            copy(part, result, rows.from() * k, columns.from() * k);
            if (a == b && rows != columns) {
                transpose(part, result, columns.from() * k, rows.from() * k);
            }
        });
        return result;
    }

    private void requireSamples(Array x) {
        Shape sample = network.input();
        if (x.shape().rank() != sample.rank() + 1
                || !x.shape().range(1, x.shape().rank()).equals(sample)) {
            throw new ShapeException(
                    "tangent kernel: expected samples " + sample + " behind a batch axis, got " + x.shape());
        }
    }

    /** In parts of the size of a tile's side. */
    private List<Rows> rows(Array x, Array chosen, int k) {
        Array samples = x.as(network.type());
        int n = samples.shape().extent(0);
        int side = Math.max(1, Math.min(MOST_ROWS, Math.max(LEAST_ROWS, n * k / 4)) / k);
        int parts = Math.max(1, (n + side - 1) / side);
        int count = (n + parts - 1) / Math.max(1, parts);
        int together = (int) Math.max(1, Math.min(SAMPLES, NUMBERS / Math.max(1L, (long) outputs * largest)));
        int chunk = Math.max(1, together / Math.max(1, count)) * Math.max(1, count);
        List<Rows> rows = new ArrayList<>();
        for (int from = 0; from < n; from += chunk) {
            int end = Math.min(n, from + chunk);
            List<Array> all = derivatives.callAll(List.of(theta, samples.rows(from, end), chosen));
            for (int at = from; at < end; at += count) {
                int first = at - from;
                int last = Math.min(end, at + count) - from;
                rows.add(new Rows(
                        at,
                        last - first,
                        all.stream().map(array -> array.rows(first, last)).toList()));
            }
        }
        return rows;
    }

    private Array tile(Rows rows, Rows columns, boolean all) {
        int outputsOfRow =
                rows.derivatives().get(rows.derivatives().size() - 1).shape().extent(1);
        Queue<Execution> free = idle.computeIfAbsent(
                rows.count() + " " + columns.count() + " " + outputsOfRow + " " + all,
                form -> new ConcurrentLinkedQueue<>());
        Execution execution = free.poll();
        if (execution == null) {
            List<Tensor> inputs = new ArrayList<>();
            for (Rows side : List.of(rows, columns)) {
                for (Array array : side.derivatives()) {
                    inputs.add(Tensor.input(
                            "d" + inputs.size(), array.type(), array.shape().extents()));
                }
            }
            execution = Single.EXECUTOR.open(Routine.of(inputs, List.of(grams(inputs, all))));
        }
        int at = 0;
        for (Rows side : List.of(rows, columns)) {
            for (Array array : side.derivatives()) {
                execution.put(at++, array);
            }
        }
        execution.run();
        Array result = execution.get(0);
        free.add(execution);
        return result;
    }

    private static void copy(Array part, Array into, int row, int column) {
        int columns = part.shape().extent(1);
        int width = into.shape().extent(1);
        for (int i = 0; i < part.shape().extent(0); i++) {
            System.arraycopy(part.storage(), i * columns, into.storage(), (row + i) * width + column, columns);
        }
    }

    /** Squares of this side are turned within the first cache. */
    private static final int SQUARE = 32;

    private static void transpose(Array part, Array into, int row, int column) {
        int rows = part.shape().extent(0);
        int columns = part.shape().extent(1);
        int width = into.shape().extent(1);
        for (int i = 0; i < rows; i += SQUARE) {
            for (int j = 0; j < columns; j += SQUARE) {
                int lastRow = Math.min(rows, i + SQUARE);
                int lastColumn = Math.min(columns, j + SQUARE);
                for (int c = j; c < lastColumn; c++) {
                    int to = (row + c) * width + column;
                    if (into.storage() instanceof double[] d) {
                        double[] from = (double[]) part.storage();
                        for (int r = i; r < lastRow; r++) {
                            d[to + r] = from[r * columns + c];
                        }
                    } else {
                        float[] f = (float[]) into.storage();
                        float[] from = (float[]) part.storage();
                        for (int r = i; r < lastRow; r++) {
                            f[to + r] = from[r * columns + c];
                        }
                    }
                }
            }
        }
    }

    /** The sum over blocks, for a tile of rows and a tile of columns. */
    private Tensor grams(List<Tensor> in, boolean all) {
        int half = in.size() / 2;
        int lefts = half - factors.length;
        Tensor sum = null;
        int left = 0;
        for (int i = 0; i < factors.length; i++) {
            Tensor a = in.get(lefts + i);
            Tensor b = in.get(half + lefts + i);
            int n = a.shape().extent(0);
            int m = b.shape().extent(0);
            int k = a.shape().extent(1);
            int width = a.shape().extent(2);
            Tensor gram = all
                    ? a.reshape(n * k, width).matmul(b.reshape(m * k, width).transpose())
                    : a.reshape(n, k * width).matmul(b.reshape(m, k * width).transpose());
            double scale = all ? 1 : 1.0 / k;
            if (outer[i]) {
                Tensor h = in.get(left);
                Tensor g = in.get(half + left++);
                Tensor small = h.matmul(g.transpose()).times(factors[i] * scale).plus(shifts[i] * scale);
                gram = all
                        ? gram.reshape(n, k, m, k)
                                .times(small.reshape(n, 1, m, 1))
                                .reshape(n * k, m * k)
                        : gram.times(small);
            } else {
                gram = gram.times(factors[i] * scale);
            }
            sum = sum == null ? gram : sum.plus(gram);
        }
        if (sum == null) {
            throw new IllegalArgumentException("tangent kernel: the network has no trained parameter");
        }
        return sum;
    }

    // ------------------------------------------------------------------ references

    /** Learning rates of all numbers of θ. */
    private Tensor rates() {
        double[] rates = new double[network.parameterCount()];
        for (Parameter parameter : network.parameters()) {
            for (int i = 0; i < parameter.shape().size(); i++) {
                rates[parameter.offset() + i] = parameter.rateScale();
            }
        }
        return Tensor.literal(Array.of(Shape.of(rates.length), rates).as(network.type()));
    }

    private Tensor product(Tensor thetaLeaf, Tensor x, Tensor other, Tensor v) {
        Tensor at = network.apply(thetaLeaf, other);
        Tensor gradient = Derivatives.vjp(at, thetaLeaf, v.reshape(at.shape()));
        return Derivatives.jvp(network.apply(thetaLeaf, x), thetaLeaf, gradient.times(rates()));
    }

    /**
     * {@code Σⱼ_b Θ_{ab}(xᵢ, x′ⱼ) v_{jb}}, [n, k], without the kernel: a vector-Jacobian product, then a Jacobian-vector product. Costs as much as a few
     * evaluations.
     *
     * @param v in the shape of the outputs at x′
     */
    public INDArray product(INDArray x, INDArray other, INDArray v) {
        return product(Array.of(x), Array.of(other), Array.of(v)).toINDArray();
    }

    /** The product on the heap. */
    public Array product(Array x, Array other, Array v) {
        return product.call(theta, x.as(network.type()), other.as(network.type()), v.as(network.type()));
    }

    /** {@code ∂f_a(xᵢ)/∂θ}, [n·k, P], on the heap, one vector-Jacobian product per row: the reference. */
    public Array jacobian(Array x) {
        return jacobian.call(theta, x.as(network.type()));
    }

    /** {@code R Jᵀv}, [P]: the direction in which a step of gradient descent on {@code ⟨v, f(X)⟩} goes, backwards. */
    public Array displacement(Array x, Array v) {
        return displacement.call(theta, x.as(network.type()), v.as(network.type()));
    }

    /** {@code f(θ₀, x) + J(x) Δ}: values of the linearised network. */
    Array linear(Array displacement, Array x) {
        return linear.call(theta, x.as(network.type()), displacement.as(network.type()));
    }

    /** {@code f(θ₀, x)}. */
    Array outputs(Array x) {
        requireSamples(x);
        return network.values(theta, x);
    }

    /** The type that the kernel is computed in. */
    DType type() {
        return network.type();
    }

    // ------------------------------------------------------------------ the spectrum

    /** All eigenvalues of the kernel of all outputs at x, ascending, [n·k]; (nk)³. */
    public Array eigenvalues(Array x) {
        return SymmetricEigen.values(matrix(x, x).as(DType.FLOAT64));
    }

    /**
     * Steps of Lanczos' iteration with the kernel of all outputs at x, without its matrix: its extreme eigenvalues are those of the kernel long before the others are.
     *
     * @param key of the start
     */
    public Lanczos lanczos(Array x, int steps, Key key) {
        Shape shape = outputs(x).shape();
        double[] start = new double[shape.size()];
        Randomness.normal(key, start);
        return Lanczos.of(
                v -> product(x, x, v.reshape(shape)).reshape(shape.size()),
                Array.vector(start).as(network.type()),
                steps);
    }

    // ------------------------------------------------------------------ the linearised network

    /**
     * The network linearised at θ₀, {@code f(θ₀, x) + Df(θ₀, x)(θ − θ₀)}, as a network with one parameter {@code theta} that starts at θ₀: it is trained and
     * evaluated like any other.
     */
    public Network linearised() {
        Array start = theta;
        Network base = network;
        Layer layer = (scope, x) -> {
            Tensor moved = scope.parameter("theta", start.shape(), new Fixed(start));
            Tensor at = Tensor.literal(start.as(x.type()));
            Tensor y = base.as(x.type()).apply(at, x);
            return y.plus(Derivatives.jvp(y, at, moved.minus(at)));
        };
        return Network.of(base.input(), layer).as(base.type());
    }

    /** A law with one draw: the θ at which a network was linearised. */
    private record Fixed(Array value) implements Law {
        @Override
        public double standardDeviation() {
            return 0;
        }

        @Override
        public Array draw(Key key, Shape shape) {
            return value.reshape(shape);
        }

        @Override
        public Law scaled(double factor) {
            double[] numbers = value.toDoubles();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] *= factor;
            }
            return new Fixed(Array.of(value.shape(), numbers).as(value.type()));
        }
    }
}
