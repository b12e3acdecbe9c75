package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.Shape;

/** Walks over the places of a tensor in row-major order, and checks numbers that name a place. */
final class Index {

    interface Visit {
        void at(int[] index, int place);
    }

    interface ToPlace {
        int place(int[] index);
    }

    private Index() {}

    static void each(Shape shape, Visit visit) {
        int[] index = new int[shape.rank()];
        for (int i = 0; i < shape.size(); i++) {
            visit.at(index, i);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.extent(axis); axis--) {
                index[axis] = 0;
            }
        }
    }

    static void pick(Shape shape, double[] from, ToPlace places, double[] result) {
        each(shape, (index, i) -> result[i] = from[places.place(index)]);
    }

    /** NaN counts as the largest. */
    static boolean wins(double challenger, double best) {
        return challenger > best || Double.isNaN(challenger) && !Double.isNaN(best);
    }

    static int checked(String operation, double value, int extent) {
        if (!(value >= 0 && value < extent) || value != Math.rint(value)) {
            throw new IndexOutOfBoundsException(
                    operation + ": index " + value + " is not a whole number in [0, " + extent + ")");
        }
        return (int) value;
    }
}
