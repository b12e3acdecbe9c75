package dev.lemma.kernels.tangent;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tangent kernel of a network at some θ: Gram matrices by structured derivatives, products with vectors, the Jacobian as a reference, and the linearised
 * network.
 *
 * <p>Of networks with several outputs {@link #gram} is the mean over outputs of their kernels; {@link #blocks} has all pairs of outputs.
 */
public final class TangentKernelAt {

    /** Samples that derivatives are taken of at once. */
    private static final int SAMPLES = 256;

    private final Network network;
    private final Array theta;
    private final int outputs;
    private final Program lefts;
    private final Program rights;
    private final Program mean;
    private final Program full;
    private final Program product;
    private final Program jacobian;
    private final double[] factors;
    private final boolean[] outer;

    TangentKernelAt(Network network, Array theta) {
        this.network = network;
        this.theta = theta;
        this.outputs = network.output().size();
        Tensor anyTheta = Tensor.input("theta", network.type(), network.parameterCount());
        Tensor anyX = Tensor.input("x", network.type(), network.input().batch(2).extents());
        List<Structure.Block> blocks =
                Structure.of(network.apply(anyTheta, anyX), anyTheta, 2).blocks();
        this.factors = blocks.stream().mapToDouble(Structure.Block::factor).toArray();
        this.outer = new boolean[factors.length];
        for (int i = 0; i < outer.length; i++) {
            outer[i] = blocks.get(i) instanceof Structure.Outer;
        }
        this.lefts = Program.of(
                Fused.executor(), in -> structure(in.get(0), in.get(1)).lefts());
        this.rights = Program.of(
                Fused.executor(), in -> structure(in.get(0), in.get(1)).rights(in.get(2)));
        this.mean = Program.of(Fused.executor(), in -> List.of(grams(in, false)));
        this.full = Program.of(Fused.executor(), in -> List.of(grams(in, true)));
        this.product = Program.of(Fused.executor(), in -> List.of(product(in.get(0), in.get(1), in.get(2), in.get(3))));
        this.jacobian = Program.of(Fused.executor(), in -> {
            Tensor y = network.apply(in.get(0), in.get(1));
            return List.of(Derivatives.jacobian(y, in.get(0)).reshape(y.shape().size(), network.parameterCount()));
        });
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
        Factors a = factors(x);
        return tiles(a, a, false);
    }

    /** {@code Θ(xᵢ, x′ⱼ)} on the heap. */
    public Array gram(Array x, Array other) {
        return tiles(factors(x), factors(other), false);
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
        Factors a = factors(x);
        return tiles(a, x == other ? a : factors(other), true);
    }

    /** What the kernel is made of, for one batch: for each block h [n, d] (if it is an outer product) and derivatives [n, k, m]. */
    private record Factors(int samples, List<Array> lefts, List<Array> rights) {}

    private Factors factors(Array x) {
        Shape sample = network.input();
        if (x.shape().rank() != sample.rank() + 1
                || !x.shape().range(1, x.shape().rank()).equals(sample)) {
            throw new ShapeException(
                    "tangent kernel: expected samples " + sample + " behind a batch axis, got " + x.shape());
        }
        Array samples = x.as(network.type());
        int n = samples.shape().extent(0);
        List<Array> left = new ArrayList<>();
        List<Array> right = new ArrayList<>();
        for (int from = 0; from < n; from += SAMPLES) {
            Array part = samples.rows(from, Math.min(n, from + SAMPLES));
            int count = part.shape().extent(0);
            List<Array> h = lefts.callAll(List.of(theta, part));
            for (int i = 0; i < h.size(); i++) {
                place(left, i, h.get(i).reshape(count, h.get(i).shape().size() / count), n, 1, from, 0);
            }
            for (int o = 0; o < outputs; o++) {
                double[] unit = new double[count * outputs];
                for (int i = 0; i < count; i++) {
                    unit[i * outputs + o] = 1;
                }
                Array cotangent = Array.of(Shape.of(count, outputs), unit).as(network.type());
                List<Array> d = rights.callAll(List.of(theta, part, cotangent));
                for (int i = 0; i < d.size(); i++) {
                    place(right, i, d.get(i).reshape(count, d.get(i).shape().size() / count), n, outputs, from, o);
                }
            }
        }
        return new Factors(n, left, right);
    }

    /** Rows into the i-th array of the list, [n, k, width], from a sample on, for one output. */
    private static void place(List<Array> into, int i, Array rows, int n, int k, int from, int output) {
        int width = rows.shape().extent(1);
        if (into.size() == i) {
            into.add(Array.zeros(rows.type(), Shape.of(n, k, width)));
        }
        for (int row = 0; row < rows.shape().extent(0); row++) {
            System.arraycopy(
                    rows.storage(), row * width, into.get(i).storage(), ((from + row) * k + output) * width, width);
        }
    }

    private Array tiles(Factors a, Factors b, boolean all) {
        int k = all ? outputs : 1;
        int tile = Math.max(1, 1024 / k);
        Array result = Array.zeros(network.type(), Shape.of(a.samples() * k, b.samples() * k));
        for (int i = 0; i < a.samples(); i += tile) {
            int rows = Math.min(tile, a.samples() - i);
            for (int j = a == b ? i : 0; j < b.samples(); j += tile) {
                int columns = Math.min(tile, b.samples() - j);
                List<Array> arguments = new ArrayList<>();
                arguments(arguments, a, i, i + rows);
                arguments(arguments, b, j, j + columns);
                Array part = (all ? full : mean).callAll(arguments).get(0);
                copy(part, result, i * k, j * k);
                if (a == b && j > i) {
                    transpose(part, result, j * k, i * k);
                }
            }
        }
        return result;
    }

    private static void arguments(List<Array> into, Factors factors, int from, int to) {
        factors.lefts().forEach(array -> into.add(array.rows(from, to)));
        factors.rights().forEach(array -> into.add(array.rows(from, to)));
    }

    private static void copy(Array part, Array into, int row, int column) {
        int columns = part.shape().extent(1);
        int width = into.shape().extent(1);
        for (int i = 0; i < part.shape().extent(0); i++) {
            System.arraycopy(part.storage(), i * columns, into.storage(), (row + i) * width + column, columns);
        }
    }

    private static void transpose(Array part, Array into, int row, int column) {
        int columns = part.shape().extent(1);
        int width = into.shape().extent(1);
        for (int i = 0; i < part.shape().extent(0); i++) {
            for (int j = 0; j < columns; j++) {
                if (into.storage() instanceof double[] d) {
                    d[(row + j) * width + column + i] = ((double[]) part.storage())[i * columns + j];
                } else {
                    ((float[]) into.storage())[(row + j) * width + column + i] =
                            ((float[]) part.storage())[i * columns + j];
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
            int width = a.shape().extent(2);
            Tensor gram;
            if (all) {
                gram = a.reshape(n * outputs, width)
                        .matmul(b.reshape(m * outputs, width).transpose());
            } else {
                gram = a.reshape(n, outputs * width)
                        .matmul(b.reshape(m, outputs * width).transpose())
                        .times(1.0 / outputs);
            }
            if (outer[i]) {
                Tensor h = in.get(left);
                Tensor g = in.get(half + left++);
                Tensor small = h.reshape(n, h.shape().extent(2))
                        .matmul(g.reshape(m, g.shape().extent(2)).transpose());
                gram = all
                        ? gram.reshape(n, outputs, m, outputs)
                                .times(small.reshape(n, 1, m, 1))
                                .reshape(n * outputs, m * outputs)
                        : gram.times(small);
            }
            gram = gram.times(factors[i]);
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
