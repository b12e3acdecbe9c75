package dev.lemma.api.tensor;

/**
 * Where a sliding window lies over the last two axes (height, width): what convolution and pooling have in common.
 *
 * <p>Along one axis of extent {@code n}, output {@code o} sees the padded input at {@code o·s + t·d} for the taps
 * {@code 0 ≤ t < k}, with kernel extent {@code k}, stride {@code s}, dilation {@code d}; the input starts at the padded
 * coordinate {@code pb}. There are {@code ⌊(n + pb + pe − d(k − 1) − 1)/s⌋ + 1} outputs, {@code pb} and {@code pe} being the
 * padding before (top, left) and after (bottom, right). An axis of extent 1 under a kernel of extent 1 drops out: sequences are
 * images of height 1. What the padding holds is said by the operation that uses the window (zeros for sums, −∞ for maxima).
 *
 * @param kernelH taps along the height, at least 1
 * @param kernelW taps along the width, at least 1
 * @param strideH rows between neighbouring outputs, at least 1
 * @param strideW columns between neighbouring outputs, at least 1
 * @param dilationH rows between neighbouring taps, at least 1 (1: no holes)
 * @param dilationW columns between neighbouring taps, at least 1
 * @param padTop rows of padding above, at least 0
 * @param padBottom rows of padding below, at least 0
 * @param padLeft columns of padding on the left, at least 0
 * @param padRight columns of padding on the right, at least 0
 */
public record Window2D(
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int dilationH,
        int dilationW,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight) {

    public Window2D {
        atLeast(1, "kernelH", kernelH);
        atLeast(1, "kernelW", kernelW);
        atLeast(1, "strideH", strideH);
        atLeast(1, "strideW", strideW);
        atLeast(1, "dilationH", dilationH);
        atLeast(1, "dilationW", dilationW);
        atLeast(0, "padTop", padTop);
        atLeast(0, "padBottom", padBottom);
        atLeast(0, "padLeft", padLeft);
        atLeast(0, "padRight", padRight);
    }

    /** A square window with the same stride and padding on every side, without dilation. */
    public static Window2D square(int kernel, int stride, int padding) {
        return new Window2D(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
    }

    /** A window over a sequence: an image of height 1. */
    public static Window2D line(int kernel, int stride, int dilation, int padBefore, int padAfter) {
        return new Window2D(1, kernel, 1, stride, 1, dilation, 0, 0, padBefore, padAfter);
    }

    /** Outputs along the height of an input of {@code inH} rows. */
    public int outputHeight(int inH) {
        return outputExtent("height", inH, kernelH, strideH, dilationH, padTop, padBottom);
    }

    /** Outputs along the width of an input of {@code inW} columns. */
    public int outputWidth(int inW) {
        return outputExtent("width", inW, kernelW, strideW, dilationW, padLeft, padRight);
    }

    /** {@code ⌊(n + pb + pe − d(k − 1) − 1)/s⌋ + 1}; refuses a kernel that does not fit the padded input even once. */
    public static int outputExtent(
            String axis, int extent, int kernel, int stride, int dilation, int padBefore, int padAfter) {
        if (extent < 1) {
            throw new ShapeException("window over the " + axis + ": got extent " + extent + ", expected at least 1");
        }
        long padded = (long) extent + padBefore + padAfter;
        long reach = (long) dilation * (kernel - 1) + 1;
        if (reach > padded) {
            throw new ShapeException("window over the " + axis + ": kernel " + kernel + " with dilation " + dilation + " spans "
                    + reach + ", but the input of extent " + extent + " has only " + padded + " with its padding (" + padBefore
                    + " before, " + padAfter + " after): use a smaller kernel or more padding");
        }
        long outputs = (padded - reach) / stride + 1;
        if (outputs > Integer.MAX_VALUE) {
            throw new ShapeException("window over the " + axis + ": " + outputs + " outputs, more than 2^31 - 1");
        }
        return (int) outputs;
    }

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new ShapeException("window: " + name + " is " + value + ", expected at least " + least);
        }
    }

    @Override
    public String toString() {
        return "window " + kernelH + "x" + kernelW + ", stride " + strideH + "x" + strideW + ", dilation " + dilationH + "x"
                + dilationW + ", padding [" + padTop + ", " + padBottom + ", " + padLeft + ", " + padRight + "]";
    }
}
