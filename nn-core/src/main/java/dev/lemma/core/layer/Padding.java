package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * What lies outside an image or a signal for a window that reaches there: so much on each side, zeros or the periodic
 * continuation.
 *
 * @param same whether as much is added as gives {@code ⌈L/stride⌉} positions on an axis of extent L, the odd one after;
 *     height and width are then 0
 * @param circular whether the axis goes on periodically; zeros otherwise
 * @param height above and below; 0 for signals
 * @param width left and right
 */
public record Padding(boolean same, boolean circular, int height, int width) {

    /** No padding. */
    public static final Padding NONE = new Padding(false, false, 0, 0);

    public Padding {
        Check.atLeast("padding height", height, 0);
        Check.atLeast("padding width", width, 0);
    }

    Padding by(int newHeight, int newWidth) {
        return new Padding(false, circular, newHeight, newWidth);
    }

    Padding asSame() {
        return new Padding(true, circular, 0, 0);
    }

    Padding asCircular() {
        return new Padding(same, true, height, width);
    }

    /** What is added before and after an axis. */
    record Side(int before, int after) {}

    Side side(int given, int extent, int kernel, int stride, int dilation) {
        if (!same) {
            return new Side(given, given);
        }
        long positions = ((long) extent + stride - 1) / stride;
        long total = Math.max(0, (positions - 1) * stride + (long) dilation * (kernel - 1) + 1 - extent);
        if (total > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "padding: as many positions as places need " + total + " places of padding for kernel " + kernel
                            + " with dilation " + dilation + ": expected at most 2^31 - 1");
        }
        return new Side((int) (total / 2), (int) (total - total / 2));
    }

    /** The tensor continued periodically along its last two axes. */
    static Tensor wrapped(Tensor x, Side vertical, Side horizontal) {
        return wrapped(wrapped(x, 2, vertical), 3, horizontal);
    }

    private static Tensor wrapped(Tensor x, int axis, Side side) {
        return side.before() == 0 && side.after() == 0 ? x : x.wrap(axis, side.before(), side.after());
    }
}
