package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.ArgSort;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** What goes along axes: sums, maxima, running sums. */
public final class ReductionDefinitions {

    private ReductionDefinitions() {}

    /** Sums over axes. */
    public static Definition sum(Sum sum, Tensor node) {
        return reduce(node, sum.axes(), 0, Double::sum);
    }

    /** Maxima over axes. */
    public static Definition max(Max max, Tensor node) {
        return reduce(node, max.axes(), Double.NEGATIVE_INFINITY, Math::max);
    }

    private static Definition reduce(Tensor node, List<Integer> axes, double start, DoubleBinaryOperator f) {
        Shape from = node.operand(0).shape();
        int[] strides = new int[from.rank()];
        int stride = 1;
        for (int axis = from.rank() - 1; axis >= 0; axis--) {
            if (!axes.contains(axis)) {
                strides[axis] = stride;
                stride *= from.extent(axis);
            }
        }
        return (in, result) -> {
            Arrays.fill(result, start);
            Index.each(from, (index, i) -> {
                int place = 0;
                for (int axis = 0; axis < index.length; axis++) {
                    place += index[axis] * strides[axis];
                }
                result[place] = f.applyAsDouble(result[place], in.get(0)[i]);
            });
        };
    }

    /** The first place of the maximum of each row; NaN counts as the largest. */
    public static Definition argMax(ArgMax op, Tensor node) {
        int n = node.operand(0).shape().extent(-1);
        return (in, result) -> {
            for (int i = 0; i < result.length; i++) {
                int best = 0;
                for (int j = 1; j < n; j++) {
                    best = Index.wins(in.get(0)[i * n + j], in.get(0)[i * n + best]) ? j : best;
                }
                result[i] = best;
            }
        };
    }

    /** Running sums of rows. */
    public static Definition cumulativeSum(CumulativeSum op, Tensor node) {
        int n = node.shape().extent(-1);
        return (in, result) -> {
            System.arraycopy(in.get(0), 0, result, 0, result.length);
            for (int row = 0; n > 0 && row < result.length / n; row++) {
                for (int j = 1; j < n; j++) {
                    int to = op.reverse() ? row * n + n - 1 - j : row * n + j;
                    result[to] += result[op.reverse() ? to + 1 : to - 1];
                }
            }
        };
    }

    /** The places of each row in order of size; NaN counts as the largest. */
    public static Definition argSort(ArgSort op, Tensor node) {
        int n = node.shape().extent(-1);
        return (in, result) -> {
            for (int row = 0; n > 0 && row < result.length / n; row++) {
                int start = row * n;
                List<Integer> places = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    places.add(i);
                }
                // + 0.0 makes −0 equal 0; a sort of a list is stable
                Comparator<Integer> bySize = Comparator.comparingDouble(i -> in.get(0)[start + i] + 0.0);
                places.sort(op.descending() ? bySize.reversed() : bySize);
                for (int i = 0; i < n; i++) {
                    result[start + i] = places.get(i);
                }
            }
        };
    }
}
