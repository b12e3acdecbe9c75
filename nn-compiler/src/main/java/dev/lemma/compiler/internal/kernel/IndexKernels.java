package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import java.util.Arrays;

/** Kernels that choose places by index: gathers, takes, and their adjoints. */
final class IndexKernels {

    /** Blocks up to this length are copied element by element. */
    private static final int SHORT = 8;

    /** More additions of float32 to one number than this are made in float64. */
    private static final int OFTEN = 64;

    private static final int[] NONE = {};

    private IndexKernels() {}

    /** Blocks of {@code inner} neighbours chosen along an axis. */
    static Kernel gather(Gather op, Tensor node) {
        Shape from = node.operand(0).shape();
        int extent = from.extent(op.axis());
        int outer = from.range(0, op.axis()).size();
        int inner = from.range(op.axis() + 1, from.rank()).size();
        int chosen = node.operand(1).shape().size();
        return at -> {
            Place x = at.operand(0);
            Place indices = at.operand(1);
            Place y = at.result();
            return () -> {
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < chosen; i++) {
                        int place = indices.index("gather", i, extent);
                        copy(
                                x.array(),
                                x.start() + (o * extent + place) * inner,
                                y.array(),
                                y.start() + (o * chosen + i) * inner,
                                inner);
                    }
                }
            };
        };
    }

    /** Blocks are often short: calling {@link System#arraycopy}, above all for arrays of unknown type, would take longer than the copy. */
    private static void copy(Object from, int source, Object to, int target, int count) {
        if (count > SHORT) {
            System.arraycopy(from, source, to, target, count);
        } else if (from instanceof float[] f) {
            float[] t = (float[]) to;
            for (int j = 0; j < count; j++) {
                t[target + j] = f[source + j];
            }
        } else {
            double[] d = (double[]) from;
            double[] t = (double[]) to;
            for (int j = 0; j < count; j++) {
                t[target + j] = d[source + j];
            }
        }
    }

    /**
     * Blocks added back to where they were chosen. In float32, places that were chosen more than {@value #OFTEN} times are added up in float64: each addition
     * would round.
     */
    static Kernel scatterAdd(ScatterAdd op, Tensor node) {
        Shape to = node.shape();
        int outer = to.range(0, op.axis()).size();
        int inner = to.range(op.axis() + 1, to.rank()).size();
        int chosen = node.operand(1).shape().size();
        return at -> {
            Place y = at.operand(0);
            Place indices = at.operand(1);
            Place x = at.result();
            boolean mayBeOften = x.isFloat() && chosen > OFTEN;
            return () -> {
                x.clear();
                int[] often = mayBeOften ? often(indices, chosen, op.extent()) : NONE;
                double[] sums = new double[often.length == 0 ? 0 : inner * (1 + largest(often))];
                for (int o = 0; o < outer; o++) {
                    Arrays.fill(sums, 0);
                    for (int i = 0; i < chosen; i++) {
                        int place = indices.index("scatter-add", i, op.extent());
                        int from = y.start() + (o * chosen + i) * inner;
                        if (often.length > 0 && often[place] >= 0) {
                            add(y.floats(), from, sums, often[place] * inner, inner);
                        } else {
                            add(y.array(), from, x.array(), x.start() + (o * op.extent() + place) * inner, inner);
                        }
                    }
                    for (int place = 0; place < often.length; place++) {
                        int target = x.start() + (o * op.extent() + place) * inner;
                        for (int j = 0; often[place] >= 0 && j < inner; j++) {
                            x.floats()[target + j] = (float) sums[often[place] * inner + j];
                        }
                    }
                }
            };
        };
    }

    /** Numbers for the places that are chosen often, −1 for others; empty if there are none. */
    private static int[] often(Place indices, int chosen, int extent) {
        int[] counts = new int[extent];
        for (int i = 0; i < chosen; i++) {
            counts[indices.index("scatter-add", i, extent)]++;
        }
        int numbers = 0;
        for (int place = 0; place < extent; place++) {
            counts[place] = counts[place] > OFTEN ? numbers++ : -1;
        }
        return numbers == 0 ? NONE : counts;
    }

    private static int largest(int[] numbers) {
        int largest = -1;
        for (int number : numbers) {
            largest = Math.max(largest, number);
        }
        return largest;
    }

    private static void add(float[] from, int source, double[] to, int target, int count) {
        for (int j = 0; j < count; j++) {
            to[target + j] += from[source + j];
        }
    }

    private static void add(Object from, int source, Object to, int target, int count) {
        if (from instanceof float[] f) {
            float[] t = (float[]) to;
            for (int j = 0; j < count; j++) {
                t[target + j] += f[source + j];
            }
        } else {
            double[] d = (double[]) from;
            double[] t = (double[]) to;
            for (int j = 0; j < count; j++) {
                t[target + j] += d[source + j];
            }
        }
    }

    /** Whether the places come from pooling, and so lie in range. */
    private static boolean isPooling(Tensor node) {
        Tensor places = node.operand(1);
        while (places.op() instanceof Reshape || places.op() instanceof Slice) {
            places = places.operand(0);
        }
        return places.op() instanceof MaxPoolIndices || places.op() instanceof MaxPoolBoth;
    }

    /** Elements of each row. */
    static Kernel takeAlong(TakeAlong op, Tensor node) {
        if (isPooling(node)) {
            return WindowKernels.take(node);
        }
        int extent = node.operand(0).shape().extent(-1);
        int taken = node.shape().extent(-1);
        int size = node.shape().size();
        return at -> {
            Place indices = at.operand(1);
            int from = at.operand(0).start();
            int to = at.result().start();
            if (at.result().isFloat()) {
                float[] x = at.operand(0).floats();
                float[] y = at.result().floats();
                return () -> {
                    for (int i = 0; i < size; i++) {
                        y[to + i] = x[from + i / taken * extent + indices.index("take-along", i, extent)];
                    }
                };
            }
            double[] x = at.operand(0).doubles();
            double[] y = at.result().doubles();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y[to + i] = x[from + i / taken * extent + indices.index("take-along", i, extent)];
                }
            };
        };
    }

    /** Elements added to each row. */
    static Kernel scatterAlong(ScatterAlong op, Tensor node) {
        if (isPooling(node)) {
            return WindowKernels.put(node);
        }
        int extent = op.extent();
        int taken = node.operand(0).shape().extent(-1);
        int size = node.operand(0).shape().size();
        return at -> {
            Place indices = at.operand(1);
            Place result = at.result();
            int from = at.operand(0).start();
            int to = result.start();
            if (result.isFloat()) {
                float[] y = at.operand(0).floats();
                float[] x = result.floats();
                if (taken > OFTEN) {
                    double[] sums = new double[extent];
                    return () -> {
                        for (int row = 0; row < size / taken; row++) {
                            Arrays.fill(sums, 0);
                            for (int i = row * taken; i < (row + 1) * taken; i++) {
                                sums[indices.index("scatter-along", i, extent)] += y[from + i];
                            }
                            for (int j = 0; j < extent; j++) {
                                x[to + row * extent + j] = (float) sums[j];
                            }
                        }
                    };
                }
                return () -> {
                    result.clear();
                    for (int i = 0; i < size; i++) {
                        x[to + i / taken * extent + indices.index("scatter-along", i, extent)] += y[from + i];
                    }
                };
            }
            double[] y = at.operand(0).doubles();
            double[] x = result.doubles();
            return () -> {
                result.clear();
                for (int i = 0; i < size; i++) {
                    x[to + i / taken * extent + indices.index("scatter-along", i, extent)] += y[from + i];
                }
            };
        };
    }
}
