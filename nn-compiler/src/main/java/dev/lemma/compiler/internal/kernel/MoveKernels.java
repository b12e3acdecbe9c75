package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Layout;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.ArrayList;
import java.util.List;

/** Kernels that move numbers, and those that make keys of keys. */
public final class MoveKernels {

    private MoveKernels() {}

    /** Takes operands as they lie, because it copies them anyway. */
    @FunctionalInterface
    private interface Copying extends Kernel {

        @Override
        default boolean accepts(int operand, Layout layout) {
            return true;
        }
    }

    /** The numbers of another type. */
    static Kernel cast(Cast op, Tensor node) {
        int size = node.shape().size();
        return at -> {
            Place x = at.operand(0);
            Place y = at.result();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.set(i, x.get(i));
                }
            };
        };
    }

    /** Zeros everywhere, then the operand's elements at their new distances. */
    static Kernel pad(Pad pad, Tensor node) {
        int[] strides = node.shape().strides();
        int[] steps = new int[strides.length];
        int first = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            first += pad.low().get(axis) * strides[axis];
            steps[axis] = strides[axis] * (pad.between().get(axis) + 1);
        }
        int start = first;
        return at -> {
            Place y = at.result();
            StridedCopy copy = new StridedCopy(at.operand(0), y.array(), y.start() + start, steps);
            return () -> {
                y.clear();
                copy.run();
            };
        };
    }

    /** The parts, each copied to its place unless it was written there. */
    static Kernel concat(Concat concat, Tensor node) {
        return (Copying) at -> bind(concat, node, at);
    }

    private static Runnable bind(Concat concat, Tensor node, Workplace at) {
        int[] strides = node.shape().strides();
        List<Runnable> copies = new ArrayList<>();
        Place y = at.result();
        int start = y.start();
        for (int i = 0; i < node.operands().size(); i++) {
            Place part = at.operand(i);
            boolean inPlace = part.array() == y.array()
                    && part.start() == start
                    && part.layout().isContiguous();
            if (!inPlace) {
                copies.add(new StridedCopy(part, y.array(), start, strides));
            }
            start += node.operand(i).shape().extent(concat.axis()) * strides[concat.axis()];
        }
        return all(copies);
    }

    /** Some steps as one. */
    static Runnable all(List<? extends Runnable> steps) {
        Runnable[] array = steps.toArray(new Runnable[0]);
        return array.length == 1
                ? array[0]
                : () -> {
                    for (Runnable step : array) {
                        step.run();
                    }
                };
    }

    /** The child of a key. */
    static Kernel deriveKey(DeriveKey op, Tensor node) {
        return at -> {
            Place parent = at.operand(0);
            Place index = at.operand(1);
            Place child = at.result();
            int keys = node.shape().size() / 4;
            boolean one = index.layout().size() == 1;
            return () -> {
                for (int i = 0; i < keys; i++) {
                    Key key = key(parent, i).at((long) index.get(one ? 0 : i));
                    for (int word = 0; word < 4; word++) {
                        child.set(4 * i + word, (key.state() >>> (48 - 16 * word)) & 0xFFFF);
                    }
                }
            };
        };
    }

    /** The i-th of some keys, of which each is four words. */
    public static Key key(Place words, int i) {
        long state = 0;
        for (int word = 4 * i; word < 4 * i + 4; word++) {
            state = state << 16 | words.index("key", word, 1 << 16);
        }
        return new Key(state);
    }
}
