package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;

/** Steps that choose places by index: gathers, takes, and their adjoints. */
final class IndexSteps {

    /** Blocks up to this length are copied element by element. */
    private static final int SHORT = 8;

    private IndexSteps() {}

    /** Blocks of {@code inner} neighbours chosen along an axis, or added back to where they were chosen. */
    static Step gather(Operands in, Tensor node, Gather op) {
        Shape from = node.operand(0).shape();
        int extent = from.extent(op.axis());
        int outer = from.range(0, op.axis()).size();
        int inner = from.range(op.axis() + 1, from.rank()).size();
        int chosen = node.operand(1).shape().size();
        Object x = in.array(0);
        Object indices = in.array(1);
        Object y = in.result();
        return () -> {
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < chosen; i++) {
                    int place = Places.at("gather", indices, in.start(1) + i, extent);
                    copy(
                            x,
                            in.start(0) + (o * extent + place) * inner,
                            y,
                            in.resultStart() + (o * chosen + i) * inner,
                            inner);
                }
            }
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

    static Step scatterAdd(Operands in, Tensor node, ScatterAdd op) {
        Shape to = node.shape();
        int outer = to.range(0, op.axis()).size();
        int inner = to.range(op.axis() + 1, to.rank()).size();
        int chosen = node.operand(1).shape().size();
        Object y = in.array(0);
        Object indices = in.array(1);
        Object x = in.result();
        return () -> {
            in.clearResult();
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < chosen; i++) {
                    int place = Places.at("scatter-add", indices, in.start(1) + i, op.extent());
                    add(
                            y,
                            in.start(0) + (o * chosen + i) * inner,
                            x,
                            in.resultStart() + (o * op.extent() + place) * inner,
                            inner);
                }
            }
        };
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

    static Step takeAlong(Operands in, Tensor node) {
        int extent = node.operand(0).shape().extent(-1);
        int taken = node.shape().extent(-1);
        int size = node.shape().size();
        Object indices = in.array(1);
        if (in.result() instanceof float[] y) {
            float[] x = (float[]) in.array(0);
            return () -> {
                for (int i = 0; i < size; i++) {
                    y[in.resultStart() + i] = x[
                            in.start(0)
                                    + i / taken * extent
                                    + Places.at("take-along", indices, in.start(1) + i, extent)];
                }
            };
        }
        double[] y = (double[]) in.result();
        double[] x = (double[]) in.array(0);
        return () -> {
            for (int i = 0; i < size; i++) {
                y[in.resultStart() + i] =
                        x[in.start(0) + i / taken * extent + Places.at("take-along", indices, in.start(1) + i, extent)];
            }
        };
    }

    static Step scatterAlong(Operands in, Tensor node, ScatterAlong op) {
        int extent = op.extent();
        int taken = node.operand(0).shape().extent(-1);
        int size = node.operand(0).shape().size();
        Object indices = in.array(1);
        if (in.result() instanceof float[] x) {
            float[] y = (float[]) in.array(0);
            return () -> {
                in.clearResult();
                for (int i = 0; i < size; i++) {
                    int place = Places.at("scatter-along", indices, in.start(1) + i, extent);
                    x[in.resultStart() + i / taken * extent + place] += y[in.start(0) + i];
                }
            };
        }
        double[] x = (double[]) in.result();
        double[] y = (double[]) in.array(0);
        return () -> {
            in.clearResult();
            for (int i = 0; i < size; i++) {
                int place = Places.at("scatter-along", indices, in.start(1) + i, extent);
                x[in.resultStart() + i / taken * extent + place] += y[in.start(0) + i];
            }
        };
    }

    /** The first place of the maximum of each row; NaN counts as the largest. */
    static Step argMax(Operands in, Tensor node) {
        int extent = node.operand(0).shape().extent(-1);
        int rows = node.shape().size();
        return () -> {
            for (int row = 0; row < rows; row++) {
                int best = 0;
                for (int j = 1; j < extent; j++) {
                    double challenger = in.get(0, row * extent + j);
                    double champion = in.get(0, row * extent + best);
                    if (challenger > champion || Double.isNaN(challenger) && !Double.isNaN(champion)) {
                        best = j;
                    }
                }
                in.set(row, best);
            }
        };
    }

    /** Running sums of rows, in float64. */
    static Step cumulativeSum(Operands in, Tensor node, boolean reverse) {
        int extent = node.shape().extent(-1);
        int rows = node.shape().size() / Math.max(1, extent);
        return () -> {
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int j = 0; j < extent; j++) {
                    int at = row * extent + (reverse ? extent - 1 - j : j);
                    sum += in.get(0, at);
                    in.set(at, sum);
                }
            }
        };
    }

    static void fill(Object array, int from, int to) {
        if (array instanceof float[] f) {
            Arrays.fill(f, from, to, 0);
        } else {
            Arrays.fill((double[]) array, from, to, 0);
        }
    }
}
