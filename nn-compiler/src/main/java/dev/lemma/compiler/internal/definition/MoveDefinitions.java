package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;

/** What moves numbers, or leaves them where they are, and computes none. */
public final class MoveDefinitions {

    private MoveDefinitions() {}

    private static void copy(double[] from, int start, double[] result) {
        System.arraycopy(from, start, result, 0, result.length);
    }

    /** Numbers written into the expression. */
    public static Definition literal(Literal literal, Tensor node) {
        return (in, result) -> copy(literal.array().toDoubles(), 0, result);
    }

    /** The operand's own numbers: another shape, another type, or a mark for derivatives. */
    public static Definition same(Primitive op, Tensor node) {
        return (in, result) -> copy(in.get(0), 0, result);
    }

    /** A part of the flat vector of parameters. */
    public static Definition parameter(ParameterView view, Tensor node) {
        return (in, result) -> copy(in.get(0), view.parameter().offset(), result);
    }

    /** Repetition along axes. */
    public static Definition broadcast(Broadcast op, Tensor node) {
        Shape from = node.operand(0).shape();
        int[] strides = from.strides();
        int lead = node.rank() - from.rank();
        return (in, result) -> Index.pick(
                node.shape(),
                in.get(0),
                index -> {
                    int place = 0;
                    for (int axis = lead; axis < index.length; axis++) {
                        place += from.extent(axis - lead) == 1 ? 0 : index[axis] * strides[axis - lead];
                    }
                    return place;
                },
                result);
    }

    /** Axes in another order. */
    public static Definition permute(Permute permute, Tensor node) {
        int[] strides = node.operand(0).shape().strides();
        return (in, result) -> Index.pick(
                node.shape(),
                in.get(0),
                index -> {
                    int place = 0;
                    for (int axis = 0; axis < index.length; axis++) {
                        place += index[axis] * strides[permute.axes().get(axis)];
                    }
                    return place;
                },
                result);
    }

    /** Every so many places from a first one on. */
    public static Definition slice(Slice slice, Tensor node) {
        int[] strides = node.operand(0).shape().strides();
        return (in, result) -> Index.pick(
                node.shape(),
                in.get(0),
                index -> {
                    int place = 0;
                    for (int axis = 0; axis < index.length; axis++) {
                        place += (slice.starts().get(axis)
                                        + index[axis] * slice.steps().get(axis))
                                * strides[axis];
                    }
                    return place;
                },
                result);
    }

    /** Zeros around and between. */
    public static Definition pad(Pad pad, Tensor node) {
        int[] strides = node.shape().strides();
        return (in, result) -> Index.each(node.operand(0).shape(), (index, i) -> {
            int place = 0;
            for (int axis = 0; axis < index.length; axis++) {
                place += (pad.low().get(axis) + index[axis] * (pad.between().get(axis) + 1)) * strides[axis];
            }
            result[place] = in.get(0)[i];
        });
    }

    /** One after another along an axis. */
    public static Definition concat(Concat concat, Tensor node) {
        int[] strides = node.shape().strides();
        return (in, result) -> {
            int start = 0;
            for (int part = 0; part < in.size(); part++) {
                int begin = start;
                double[] numbers = in.get(part);
                Index.each(node.operand(part).shape(), (index, i) -> {
                    int place = begin * strides[concat.axis()];
                    for (int axis = 0; axis < index.length; axis++) {
                        place += index[axis] * strides[axis];
                    }
                    result[place] = numbers[i];
                });
                start += node.operand(part).shape().extent(concat.axis());
            }
        };
    }
}
