package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.group.PointGroup;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;

/**
 * Where a square filter stands on an image, so that a group that turns the image turns the places with it: as much padding on each side, and steps that reach from
 * one edge to the other.
 *
 * <pre>{@code
 * (n + 2·padding − kernel) mod stride = 0
 * }</pre>
 *
 * <p>Otherwise the last places are left out on one side only, and an image that is turned loses others: such sizes are refused.
 *
 * @param kernel extent of the filter
 * @param stride step
 * @param padding places outside the image on each side
 * @param circular whether the image goes on periodically there; zeros otherwise
 */
public record Lattice(int kernel, int stride, int padding, boolean circular) {

    public Lattice {
        Check.atLeastOne("kernel", kernel);
        Check.atLeastOne("stride", stride);
        Check.atLeast("padding", padding, 0);
    }

    /** Filters of this extent at every place inside the image. */
    public static Lattice of(int kernel) {
        return new Lattice(kernel, 1, 0, false);
    }

    /** With zeros around, so that images keep their size. */
    public Lattice same() {
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException(
                    "lattice: a filter of " + kernel + " places has no middle, so an image can keep its size"
                            + " only with more padding on one side, which a turn would bring to another: use an odd kernel");
        }
        return new Lattice(kernel, stride, kernel / 2, circular);
    }

    /** With so many places around the image. */
    public Lattice padding(int each) {
        return new Lattice(kernel, stride, each, circular);
    }

    /** With another step. */
    public Lattice stride(int other) {
        return new Lattice(kernel, other, padding, circular);
    }

    /** With the image going on periodically. */
    public Lattice asCircular() {
        return new Lattice(kernel, stride, padding, true);
    }

    /** Refuses sizes on which the layer would not commute with the group. */
    void check(String layer, PointGroup group, int height, int width) {
        Fields.checkSquare(layer, group, height, width);
        for (int n : new int[] {height, width}) {
            int rest = n + 2 * padding - kernel;
            if (rest < 0) {
                throw new ShapeException(
                        layer + ": a filter of " + kernel + " places on " + n + " with padding " + padding);
            }
            if (group.order() > 1 && rest % stride != 0) {
                int better = Math.floorMod(-rest, stride);
                throw new ShapeException(layer + ": on " + n + " places a filter of " + kernel + " with padding "
                        + padding + " and stride "
                        + stride + " leaves " + rest % stride + " places out on one side, so it would not commute with "
                        + group.name()
                        + ": expected (n + 2·padding − kernel) mod stride = 0, for example " + (n + better) + " places"
                        + (better % 2 == 0 ? " or padding " + (padding + better / 2) : ""));
            }
        }
    }

    /** The correlation of images [N, C, H, W] with filters [O, C, k, k] there. */
    Tensor convolve(Tensor x, Tensor filters) {
        if (circular && padding > 0) {
            Tensor wrapped = x.wrap(2, padding, padding).wrap(3, padding, padding);
            return Windows.convolve(wrapped, filters, Window2D.of(kernel).stride(stride), 1);
        }
        return Windows.convolve(x, filters, Window2D.of(kernel).stride(stride).padding(padding), 1);
    }
}
