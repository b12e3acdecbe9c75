package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import org.jspecify.annotations.Nullable;

/** Kernels that go along rows, and down columns. */
final class ReductionKernels {

    private ReductionKernels() {}

    /** The first place of the maximum of each row; NaN counts as the largest. */
    static Kernel argMax(ArgMax op, Tensor node) {
        int extent = node.operand(0).shape().extent(-1);
        int rows = node.shape().size();
        return at -> {
            Place x = at.operand(0);
            Place y = at.result();
            return () -> {
                for (int row = 0; row < rows; row++) {
                    int best = 0;
                    for (int j = 1; j < extent; j++) {
                        double challenger = x.get(row * extent + j);
                        double champion = x.get(row * extent + best);
                        if (challenger > champion || Double.isNaN(challenger) && !Double.isNaN(champion)) {
                            best = j;
                        }
                    }
                    y.set(row, best);
                }
            };
        };
    }

    /** Running sums of rows, in float64. */
    static Kernel cumulativeSum(CumulativeSum op, Tensor node) {
        int extent = node.shape().extent(-1);
        int rows = node.shape().size() / Math.max(1, extent);
        return at -> {
            Place x = at.operand(0);
            Place y = at.result();
            return () -> {
                for (int row = 0; row < rows; row++) {
                    double sum = 0;
                    for (int j = 0; j < extent; j++) {
                        int place = row * extent + (op.reverse() ? extent - 1 - j : j);
                        sum += x.get(place);
                        y.set(place, sum);
                    }
                }
            };
        };
    }

    /** Sums down the columns of matrices; null where the summed axes do not stand together before others that stay. */
    static @Nullable Kernel sum(Sum op, Tensor node) {
        Shape shape = node.operand(0).shape();
        int axis = shape.rank() - 1;
        int columns = 1;
        for (; axis >= 0 && !op.axes().contains(axis); axis--) {
            columns *= shape.extent(axis);
        }
        int rows = 1;
        for (; axis >= 0 && (op.axes().contains(axis) || shape.extent(axis) == 1); axis--) {
            rows *= shape.extent(axis);
        }
        for (int before = axis; before >= 0; before--) {
            if (op.axes().contains(before) && shape.extent(before) > 1) {
                return null;
            }
        }
        int height = rows;
        int width = columns;
        return at -> new ColumnSums(at, height, width, node.shape().size() / width);
    }
}
