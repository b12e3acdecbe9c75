package dev.lemma.compiler.reference;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.internal.definition.Definitions;
import dev.lemma.compiler.special.GammaFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** The values of each primitive, by its definition. */
final class Primitives {

    private Primitives() {}

    static double[] evaluate(Tensor node, List<double[]> in) {
        Primitive op = node.op();
        Shape shape = node.shape();
        if (op instanceof Literal literal) {
            return literal.array().toDoubles();
        }
        if (op instanceof Unary unary) {
            DoubleUnaryOperator f = Definitions.of(unary);
            return map(shape, i -> f.applyAsDouble(in.get(0)[i]));
        }
        if (op instanceof Polygamma polygamma) {
            return map(shape, i -> GammaFunction.polygamma(polygamma.order(), in.get(0)[i]));
        }
        if (op instanceof Binary binary) {
            DoubleBinaryOperator f = binary(binary);
            return map(shape, i -> f.applyAsDouble(in.get(0)[i], in.get(1)[i]));
        }
        if (op instanceof Select) {
            return map(shape, i -> in.get(0)[i] != 0 ? in.get(1)[i] : in.get(2)[i]);
        }
        if (op instanceof Reshape || op instanceof StopGradient || op instanceof CustomGradient || op instanceof Cast) {
            return in.get(0).clone();
        }
        if (op instanceof ParameterView view) {
            int offset = view.parameter().offset();
            return Arrays.copyOfRange(in.get(0), offset, offset + shape.size());
        }
        if (op instanceof SquaredDistance) {
            return squaredDistances(shape, node.operand(0).shape().extent(1), in.get(0), in.get(1));
        }
        Shape from = node.operands().isEmpty() ? shape : node.operand(0).shape();
        if (op instanceof Broadcast) {
            int[] strides = from.strides();
            int lead = shape.rank() - from.rank();
            return pick(shape, in.get(0), index -> {
                int place = 0;
                for (int axis = lead; axis < index.length; axis++) {
                    place += from.extent(axis - lead) == 1 ? 0 : index[axis] * strides[axis - lead];
                }
                return place;
            });
        }
        if (op instanceof Permute permute) {
            int[] strides = from.strides();
            return pick(shape, in.get(0), index -> {
                int place = 0;
                for (int axis = 0; axis < index.length; axis++) {
                    place += index[axis] * strides[permute.axes().get(axis)];
                }
                return place;
            });
        }
        if (op instanceof Slice slice) {
            int[] strides = from.strides();
            return pick(shape, in.get(0), index -> {
                int place = 0;
                for (int axis = 0; axis < index.length; axis++) {
                    place += (slice.starts().get(axis)
                                    + index[axis] * slice.steps().get(axis))
                            * strides[axis];
                }
                return place;
            });
        }
        if (op instanceof Pad pad) {
            double[] result = new double[shape.size()];
            int[] strides = shape.strides();
            each(from, (index, i) -> {
                int place = 0;
                for (int axis = 0; axis < index.length; axis++) {
                    place += (pad.low().get(axis) + index[axis] * (pad.between().get(axis) + 1)) * strides[axis];
                }
                result[place] = in.get(0)[i];
            });
            return result;
        }
        if (op instanceof Concat concat) {
            double[] result = new double[shape.size()];
            int[] strides = shape.strides();
            int start = 0;
            for (int part = 0; part < in.size(); part++) {
                int begin = start;
                double[] numbers = in.get(part);
                each(node.operand(part).shape(), (index, i) -> {
                    int place = begin * strides[concat.axis()];
                    for (int axis = 0; axis < index.length; axis++) {
                        place += index[axis] * strides[axis];
                    }
                    result[place] = numbers[i];
                });
                start += node.operand(part).shape().extent(concat.axis());
            }
            return result;
        }
        if (op instanceof Sum sum) {
            return reduce(from, shape, sum.axes(), in.get(0), 0, Double::sum);
        }
        if (op instanceof Max max) {
            return reduce(from, shape, max.axes(), in.get(0), Double.NEGATIVE_INFINITY, Math::max);
        }
        if (op instanceof ArgMax) {
            int n = from.extent(-1);
            return map(shape, i -> {
                int best = 0;
                for (int j = 1; j < n; j++) {
                    best = wins(in.get(0)[i * n + j], in.get(0)[i * n + best]) ? j : best;
                }
                return best;
            });
        }
        if (op instanceof CumulativeSum cumulative) {
            double[] result = in.get(0).clone();
            int n = shape.extent(-1);
            for (int row = 0; n > 0 && row < result.length / n; row++) {
                for (int j = 1; j < n; j++) {
                    int to = cumulative.reverse() ? row * n + n - 1 - j : row * n + j;
                    result[to] += result[cumulative.reverse() ? to + 1 : to - 1];
                }
            }
            return result;
        }
        if (op instanceof Gather gather) {
            int extent = from.extent(gather.axis());
            int inner = from.range(gather.axis() + 1, from.rank()).size();
            int chosen = in.get(1).length;
            return map(shape, i -> {
                int outer = i / (chosen * inner);
                int place = index("gather", in.get(1)[i / inner % chosen], extent);
                return in.get(0)[(outer * extent + place) * inner + i % inner];
            });
        }
        if (op instanceof ScatterAdd scatter) {
            int extent = scatter.extent();
            int inner = shape.range(scatter.axis() + 1, shape.rank()).size();
            int chosen = in.get(1).length;
            double[] result = new double[shape.size()];
            for (int i = 0; i < in.get(0).length; i++) {
                int outer = i / (chosen * inner);
                int place = index("scatter-add", in.get(1)[i / inner % chosen], extent);
                result[(outer * extent + place) * inner + i % inner] += in.get(0)[i];
            }
            return result;
        }
        if (op instanceof TakeAlong) {
            int n = from.extent(-1);
            int k = shape.extent(-1);
            return map(shape, i -> in.get(0)[i / k * n + index("take-along", in.get(1)[i], n)]);
        }
        if (op instanceof ScatterAlong scatter) {
            int k = from.extent(-1);
            double[] result = new double[shape.size()];
            for (int i = 0; i < in.get(0).length; i++) {
                result[i / k * scatter.extent() + index("scatter-along", in.get(1)[i], scatter.extent())] +=
                        in.get(0)[i];
            }
            return result;
        }
        if (op instanceof MatMul product) {
            return matmul(product, from, shape, in.get(0), in.get(1));
        }
        if (op instanceof Convolution
                || op instanceof ConvolutionInputGradient
                || op instanceof ConvolutionWeightGradient) {
            return convolution(node, in);
        }
        if (op instanceof MaxPoolIndices pool) {
            return maxPoolIndices(pool.window(), from, shape, in.get(0));
        }
        if (op instanceof WindowSum sum) {
            double[] result = new double[shape.size()];
            eachTap(sum.window(), from, shape, (x, y) -> result[y] += in.get(0)[x]);
            return result;
        }
        if (op instanceof WindowSumAdjoint adjoint) {
            double[] result = new double[shape.size()];
            eachTap(adjoint.window(), shape, from, (x, y) -> result[x] += in.get(0)[y]);
            return result;
        }
        if (op instanceof Draw draw) {
            return draw(draw, key(in.get(0)));
        }
        if (op instanceof DeriveKey) {
            return Tensor.keyWords(DType.FLOAT64, key(in.get(0)).at((long) in.get(1)[0]))
                    .toDoubles();
        }
        if (op instanceof Scan scan) {
            return scan(scan, node, in);
        }
        if (op instanceof CustomOp custom) {
            double[] result = new double[shape.size()];
            custom.evaluate(in, node.operands().stream().map(Tensor::shape).toList(), result);
            return result;
        }
        throw new IllegalArgumentException("primitive \"" + op.name() + "\" has no values: let it implement CustomOp");
    }

    private interface PlaceValue {
        double at(int place);
    }

    private static double[] squaredDistances(Shape shape, int d, double[] x, double[] y) {
        int m = shape.extent(1);
        double[] result = new double[shape.size()];
        for (int place = 0; place < result.length; place++) {
            for (int k = 0; k < d; k++) {
                double difference = x[place / m * d + k] - y[place % m * d + k];
                result[place] += difference * difference;
            }
        }
        return result;
    }

    private static double[] map(Shape shape, PlaceValue value) {
        double[] result = new double[shape.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = value.at(i);
        }
        return result;
    }

    private interface IndexToPlace {
        int place(int[] index);
    }

    private static double[] pick(Shape shape, double[] from, IndexToPlace places) {
        double[] result = new double[shape.size()];
        each(shape, (index, i) -> result[i] = from[places.place(index)]);
        return result;
    }

    private interface Visit {
        void at(int[] index, int place);
    }

    private static void each(Shape shape, Visit visit) {
        int[] index = new int[shape.rank()];
        for (int i = 0; i < shape.size(); i++) {
            visit.at(index, i);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.extent(axis); axis--) {
                index[axis] = 0;
            }
        }
    }

    private static DoubleBinaryOperator binary(Binary op) {
        return switch (op) {
            case ADD -> Double::sum;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case DIVIDE -> (a, b) -> a / b;
            case POWER -> StrictMath::pow;
            case MAXIMUM -> Math::max;
            case MINIMUM -> Math::min;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> (a, b) -> a <= b ? 1 : 0;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
        };
    }

    private static boolean wins(double challenger, double best) {
        return challenger > best || Double.isNaN(challenger) && !Double.isNaN(best);
    }

    private static int index(String operation, double value, int extent) {
        if (!(value >= 0 && value < extent) || value != Math.rint(value)) {
            throw new IndexOutOfBoundsException(
                    operation + ": index " + value + " is not a whole number in [0, " + extent + ")");
        }
        return (int) value;
    }

    private static double[] reduce(
            Shape from, Shape to, List<Integer> axes, double[] x, double start, DoubleBinaryOperator f) {
        double[] result = new double[to.size()];
        Arrays.fill(result, start);
        int[] strides = new int[from.rank()];
        int stride = 1;
        for (int axis = from.rank() - 1; axis >= 0; axis--) {
            if (!axes.contains(axis)) {
                strides[axis] = stride;
                stride *= from.extent(axis);
            }
        }
        each(from, (index, i) -> {
            int place = 0;
            for (int axis = 0; axis < index.length; axis++) {
                place += index[axis] * strides[axis];
            }
            result[place] = f.applyAsDouble(result[place], x[i]);
        });
        return result;
    }

    private static double[] matmul(MatMul op, Shape aShape, Shape shape, double[] a, double[] b) {
        int m = shape.extent(-2);
        int n = shape.extent(-1);
        int k = aShape.extent(op.transposeA() ? -2 : -1);
        return map(shape, i -> {
            int batch = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            double sum = 0;
            for (int p = 0; p < k; p++) {
                sum += a[batch * m * k + (op.transposeA() ? p * m + row : row * k + p)]
                        * b[batch * k * n + (op.transposeB() ? column * k + p : p * n + column)];
            }
            return sum;
        });
    }

    private interface Tap {
        void at(int x, int y);
    }

    /** Calls for each pair of a place of the image and a place of the result whose window covers it. */
    private static void eachTap(Window2D w, Shape x, Shape y, Tap tap) {
        each(y, (index, i) -> {
            for (int p = 0; p < w.kernelH(); p++) {
                for (int q = 0; q < w.kernelW(); q++) {
                    int row = index[2] * w.strideH() + p * w.dilationH() - w.padTop();
                    int column = index[3] * w.strideW() + q * w.dilationW() - w.padLeft();
                    if (row >= 0 && row < x.extent(2) && column >= 0 && column < x.extent(3)) {
                        tap.at(((index[0] * x.extent(1) + index[1]) * x.extent(2) + row) * x.extent(3) + column, i);
                    }
                }
            }
        });
    }

    private static double[] convolution(Tensor node, List<double[]> in) {
        double[] result = new double[node.shape().size()];
        if (node.op() instanceof Convolution op) {
            Shape w = node.operand(1).shape();
            eachProduct(
                    op.window(),
                    op.groups(),
                    node.operand(0).shape(),
                    node.shape(),
                    w.extent(1),
                    (x, f, y) -> result[y] += in.get(0)[x] * in.get(1)[f]);
        } else if (node.op() instanceof ConvolutionInputGradient op) {
            Shape w = node.operand(1).shape();
            eachProduct(
                    op.window(),
                    op.groups(),
                    node.shape(),
                    node.operand(0).shape(),
                    w.extent(1),
                    (x, f, y) -> result[x] += in.get(0)[y] * in.get(1)[f]);
        } else if (node.op() instanceof ConvolutionWeightGradient op) {
            eachProduct(
                    op.window(),
                    op.groups(),
                    node.operand(0).shape(),
                    node.operand(1).shape(),
                    node.shape().extent(1),
                    (x, f, y) -> result[f] += in.get(0)[x] * in.get(1)[y]);
        }
        return result;
    }

    private interface Product {
        void at(int x, int filter, int y);
    }

    private static void eachProduct(Window2D w, int groups, Shape x, Shape y, int channelsPerGroup, Product product) {
        int filtersPerGroup = y.extent(1) / groups;
        each(y, (index, i) -> {
            int group = index[1] / filtersPerGroup;
            for (int c = 0; c < channelsPerGroup; c++) {
                for (int p = 0; p < w.kernelH(); p++) {
                    for (int q = 0; q < w.kernelW(); q++) {
                        int row = index[2] * w.strideH() + p * w.dilationH() - w.padTop();
                        int column = index[3] * w.strideW() + q * w.dilationW() - w.padLeft();
                        if (row >= 0 && row < x.extent(2) && column >= 0 && column < x.extent(3)) {
                            int channel = group * channelsPerGroup + c;
                            product.at(
                                    ((index[0] * x.extent(1) + channel) * x.extent(2) + row) * x.extent(3) + column,
                                    ((index[1] * channelsPerGroup + c) * w.kernelH() + p) * w.kernelW() + q,
                                    i);
                        }
                    }
                }
            }
        });
    }

    private static double[] maxPoolIndices(Window2D window, Shape x, Shape y, double[] numbers) {
        double[] result = new double[y.size()];
        Arrays.fill(result, -1);
        int plane = x.extent(2) * x.extent(3);
        eachTap(window, x, y, (from, to) -> {
            int base = from / plane * plane;
            if (result[to] < 0 || wins(numbers[from], numbers[base + (int) result[to]])) {
                result[to] = from - base;
            }
        });
        return result;
    }

    private static Key key(double[] words) {
        long state = 0;
        for (double word : words) {
            state = state << 16 | index("key", word, 1 << 16);
        }
        return new Key(state);
    }

    private static double[] draw(Draw draw, Key key) {
        int n = draw.shape().size();
        if (draw.type() == DType.FLOAT64) {
            double[] numbers = new double[n];
            if (draw.distribution() == Draw.Distribution.NORMAL) {
                Randomness.normal(key, numbers);
            } else {
                Randomness.uniform(key, numbers);
            }
            return numbers;
        }
        float[] numbers = new float[n];
        if (draw.distribution() == Draw.Distribution.NORMAL) {
            Randomness.normal(key, 0, numbers, 0, n);
        } else {
            Randomness.uniform(key, 0, numbers, 0, n);
        }
        return Array.of(draw.shape(), numbers).toDoubles();
    }

    private static double[] scan(Scan scan, Tensor node, List<double[]> in) {
        int states = scan.carry().size();
        int rows = scan.rows().size();
        double[] result = new double[node.shape().size()];
        Map<Tensor, double[]> leaves = new IdentityHashMap<>();
        for (int i = 0; i < scan.captures().size(); i++) {
            leaves.put(scan.captures().get(i), in.get(states + rows + i));
        }
        for (int i = 0; i < states; i++) {
            leaves.put(scan.carry().get(i), in.get(i));
        }
        int stacked = scan.carry().stream().mapToInt(c -> c.shape().size()).sum();
        List<Tensor> roots = new ArrayList<>(scan.nextCarry());
        roots.addAll(scan.outputs());
        IntUnaryOperator place = t -> scan.reverse() ? scan.count() - 1 - t : t;
        for (int step = 0; step < scan.count(); step++) {
            int t = place.applyAsInt(step);
            for (int i = 0; i < rows; i++) {
                int size = scan.rows().get(i).shape().size();
                leaves.put(scan.rows().get(i), Arrays.copyOfRange(in.get(states + i), t * size, (t + 1) * size));
            }
            Map<Tensor, double[]> values = new IdentityHashMap<>(leaves);
            ReferenceExecutor.compute(roots, values);
            int at = stacked;
            for (Tensor output : scan.outputs()) {
                int size = output.shape().size();
                System.arraycopy(values.get(output), 0, result, at + t * size, size);
                at += scan.count() * size;
            }
            for (int i = 0; i < states; i++) {
                leaves.put(scan.carry().get(i), values.get(scan.nextCarry().get(i)));
            }
        }
        int at = 0;
        for (Tensor state : scan.carry()) {
            System.arraycopy(leaves.get(state), 0, result, at, state.shape().size());
            at += state.shape().size();
        }
        return result;
    }
}
