package dev.lemma.compiler.fused;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;
import dev.lemma.compiler.Routine;
import java.util.ArrayList;
import java.util.List;

/**
 * Random expressions from a seed: arithmetic, elementary functions, broadcasting, reductions, products, moves of axes, choices of places, convolutions,
 * pooling and loops over a few random leaves, and first and second derivatives of what comes out. Values stay of order 1, away from kinks where it
 * matters.
 */
final class RandomExpressions {

    private final Key key;
    private final DType type;
    private long draws;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Array> values = new ArrayList<>();
    private final List<Tensor> pool = new ArrayList<>();

    RandomExpressions(long seed, DType type) {
        this.key = Key.of(seed);
        this.type = type;
    }

    /** Expressions, with numbers for their inputs. */
    record Sample(Routine routine, List<Array> arguments) {}

    private int below(int bound) {
        return Randomness.below(key, draws++, bound);
    }

    private Tensor leaf(Shape shape) {
        Tensor leaf = Tensor.input("x" + inputs.size(), type, shape.extents());
        double[] numbers = new double[shape.size()];
        Randomness.normal(key.at(1_000_000 + draws++), numbers);
        inputs.add(leaf);
        values.add(Array.of(shape, numbers).as(type));
        return leaf;
    }

    private Tensor any() {
        return pool.get(below(pool.size()));
    }

    private Shape shape(int maximumRank) {
        int rank = below(maximumRank + 1);
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = new int[] {1, 2, 3, 4, 5, 7, 16}[below(7)];
        }
        return Shape.of(extents);
    }

    private Tensor like(Tensor x) {
        List<Tensor> same =
                pool.stream().filter(t -> t.shape().equals(x.shape())).toList();
        return same.get(below(same.size()));
    }

    private Tensor smooth(Tensor x) {
        return switch (below(16)) {
            case 0 -> x.tanh();
            case 1 -> x.sigmoid();
            case 2 -> x.times(0.3).exp();
            case 3 -> x.square().plus(1).log();
            case 4 -> x.softplus();
            case 5 -> x.erf();
            case 6 -> x.sin();
            case 7 -> x.cos();
            case 8 -> x.square().plus(0.5).sqrt();
            case 9 -> x.atan();
            case 10 -> x.logSigmoid();
            case 11 -> x.square().plus(1).reciprocal();
            case 12 -> x.tanh().expm1();
            case 13 -> x.square().log1p();
            case 14 -> x.square().plus(1).pow(0.7);
            default -> x.erfc();
        };
    }

    private Tensor grow() {
        Tensor x = any();
        switch (below(26)) {
            case 0, 1, 2, 3:
                return smooth(x);
            case 4, 5:
                return x.plus(like(x));
            case 6, 7:
                return x.times(like(x)).tanh();
            case 8:
                return x.minus(like(x).times(0.5));
            case 9:
                return x.dividedBy(like(x).square().plus(1));
            case 10:
                return x.maximum(like(x).plus(0.1));
            case 11:
                return Tensor.select(x.lessThan(like(x).plus(0.2)), x.sin(), like(x).times(1.5));
            case 12:
                return x.rank() == 0 ? x.times(2) : x.sum(below(x.rank())).times(0.5);
            case 13:
                return x.rank() == 0 ? x.negate() : x.mean(0);
            case 14:
                return x.rank() == 0 ? x.abs() : x.max(x.rank() - 1);
            case 15: {
                if (x.rank() == 0) {
                    return x.plus(1);
                }
                int axis = below(x.rank());
                return x.minus(x.mean(axis).expand(axis));
            }
            case 16:
                return x.rank() < 2 ? x.tanh() : x.swap(below(x.rank()), below(x.rank()));
            case 17: {
                if (x.rank() == 0) {
                    return x.sin();
                }
                int axis = below(x.rank());
                int extent = x.shape().extent(axis);
                int from = below(extent);
                return x.slice(axis, from, from + 1 + below(extent - from), 1 + below(2));
            }
            case 18:
                return x.rank() == 0 ? x.cos() : Tensor.concat(below(x.rank()), x, like(x).times(0.7));
            case 19:
                return x.rank() == 0 ? x.exp().reciprocal() : x.pad(below(x.rank()), below(3), below(3));
            case 20: {
                if (x.rank() < 2) {
                    return x.flattenFrom(0);
                }
                Tensor w = leaf(Shape.of(x.shape().extent(-1), 1 + below(6)));
                pool.add(w);
                return x.matmul(w).times(0.5);
            }
            case 21:
                return x.rank() < 2 ? x.softplus() : x.matmul(x.transpose()).tanh();
            case 22:
                return x.rank() == 0 ? x : x.softmax(below(x.rank()));
            case 23:
                return x.rank() == 0 ? x.tanh() : x.logSumExp(x.rank() - 1);
            case 24:
                return images(x);
            default:
                return loop(x);
        }
    }

    private Tensor images(Tensor x) {
        int channels = 1 + below(3);
        int filters = 1 + below(3);
        Tensor image = leaf(Shape.of(1 + below(2), channels, 5 + below(3), 5 + below(3)));
        Tensor filter = leaf(Shape.of(filters, channels, 1 + below(3), 1 + below(3)));
        pool.add(image);
        Window2D window = new Window2D(
                filter.shape().extent(2),
                filter.shape().extent(3),
                1 + below(2),
                1 + below(2),
                1,
                1 + below(2),
                below(2),
                below(2),
                below(2),
                below(2));
        Tensor y = Windows.convolve(image, filter.times(0.4), window, 1);
        return switch (below(3)) {
            case 0 -> y.shape().extent(2) < 2 || y.shape().extent(3) < 2 ? y : Windows.maxPool(y, Window2D.of(2));
            case 1 -> Windows.averagePool(y, Window2D.of(1).stride(2));
            default -> y;
        };
    }

    private Tensor loop(Tensor x) {
        if (x.shape().size() > 200) {
            return x.tanh();
        }
        int count = 1 + below(4);
        Tensor rows = leaf(x.shape().batch(count));
        Tensor outside = like(x);
        Loop loop = Loop.of(count, List.of(x), List.of(rows), (carry, elements) -> {
            Tensor next = carry.get(0).times(0.5).plus(elements.get(0)).tanh().plus(outside.times(0.1));
            return new Loop.Step(List.of(next), List.of(next.times(elements.get(0))));
        });
        return below(2) == 0 ? loop.carry().get(0) : loop.outputs().get(0);
    }

    /** A sample with about {@code size} operations, and derivatives to the given order. */
    Sample sample(int size, int order) {
        for (int i = 0; i < 1 + below(3); i++) {
            pool.add(leaf(shape(3)));
        }
        for (int i = 0; i < size; i++) {
            Tensor next = grow();
            if (next.shape().size() <= 5000 && next.shape().size() > 0) {
                pool.add(next);
            }
        }
        List<Tensor> outputs = new ArrayList<>();
        Tensor total = Tensor.constant(type, 0);
        for (int i = Math.max(0, pool.size() - 3); i < pool.size(); i++) {
            outputs.add(pool.get(i));
            total = total.plus(pool.get(i).tanh().mean());
        }
        List<Tensor> leaves = List.copyOf(inputs);
        if (order >= 1) {
            List<Tensor> gradient = Derivatives.gradient(total, leaves);
            outputs.addAll(gradient);
            if (order >= 2) {
                List<Tensor> directions = new ArrayList<>();
                for (Tensor leaf : leaves) {
                    directions.add(leaf.times(0.3).plus(0.1));
                }
                outputs.addAll(Derivatives.jvp(gradient, leaves, directions));
            }
        }
        outputs.add(total);
        return new Sample(Routine.of(inputs, outputs), values);
    }
}
