package dev.lemma.scattering.group;

import dev.lemma.api.group.PointGroup;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What the layers of this package ask of their input and do with it. */
final class Fields {

    private Fields() {}

    /** Refuses what is no field [N, C, |G|, H, W]. */
    static void check(String layer, PointGroup group, Tensor x) {
        if (x.rank() != 5 || x.shape().extent(2) != group.order()) {
            throw new ShapeException(layer + ": expected a field [N, C, " + group.order() + ", H, W] on " + group.name()
                    + ", got " + x.shape() + (x.rank() == 4 ? ": images become one by a Lifting before" : ""));
        }
    }

    static void checkSquare(String layer, PointGroup group, int height, int width) {
        if (group.exchangesAxes() && height != width) {
            throw new ShapeException(layer + ": " + height + " × " + width + " places, expected a square, as "
                    + group.name() + " exchanges rows and columns: pad or crop the images");
        }
    }

    /** Chosen places along the last axis. */
    static Tensor chosen(Tensor x, int[] places) {
        double[] numbers = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            numbers[i] = places[i];
        }
        return x.gather(
                -1, Tensor.literal(Array.of(Shape.of(places.length), numbers).as(x.type())));
    }

    /**
     * Filters in all positions: {@code [O, C, ..]}, whose last axes hold so many places, to {@code [O, |G|, C, places]}.
     *
     * @param moved where the numbers come from when an element acts
     */
    static Tensor positions(Tensor w, int order, IntFunction<int[]> moved) {
        int filters = w.shape().extent(0);
        int channels = w.shape().extent(1);
        Tensor flat = w.reshape(filters, channels, w.shape().size() / (filters * channels));
        return Tensor.stack(
                1,
                IntStream.range(0, order)
                        .mapToObj(g -> chosen(flat, moved.apply(g)))
                        .toList());
    }

    /** A field with its group's axis among the channels: [N, C·|G|, H, W]. */
    static Tensor flat(Tensor x) {
        Shape s = x.shape();
        return x.reshape(s.extent(0), s.extent(1) * s.extent(2), s.extent(3), s.extent(4));
    }

    /** Back: [N, C, |G|, H, W]. */
    static Tensor field(Tensor x, int order) {
        Shape s = x.shape();
        return x.reshape(s.extent(0), s.extent(1) / order, order, s.extent(2), s.extent(3));
    }
}
