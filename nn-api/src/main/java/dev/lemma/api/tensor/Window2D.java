package dev.lemma.api.tensor;

/**
 * A window that slides over the last two axes of images: its extent, stride, dilation and the padding around the image. A window over a line
 * is one with height 1.
 *
 * <p>An axis of extent L gives {@code ⌊(L + p₀ + p₁ − d(k − 1) − 1)/s⌋ + 1} positions; what does not fit at the end is dropped. Along each
 * axis the reach {@code d(k − 1) + 1}, the stride and the padded extent {@code L + p₀ + p₁} are at most 2³⁰, so that no place overflows.
 *
 * @param kernelH height
 * @param kernelW width
 * @param strideH step down
 * @param strideW step to the right
 * @param dilationH distance between rows of the window
 * @param dilationW distance between its columns
 * @param padTop rows added above the image
 * @param padBottom rows added below
 * @param padLeft columns added on the left
 * @param padRight columns added on the right
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

    private static final int LARGEST = 1 << 30;

    public Window2D {
        if (kernelH < 1 || kernelW < 1 || strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1) {
            throw new ShapeException("window: extents, strides and dilations must be at least 1, got " + kernelH + "×"
                    + kernelW + ", stride " + strideH + "×" + strideW + ", dilation " + dilationH + "×" + dilationW);
        }
        if (padTop < 0 || padBottom < 0 || padLeft < 0 || padRight < 0) {
            throw new ShapeException("window: padding must be at least 0, got " + padTop + ", " + padBottom + ", "
                    + padLeft + ", " + padRight);
        }
        requireSmall("height", kernelH, strideH, dilationH, (long) padTop + padBottom);
        requireSmall("width", kernelW, strideW, dilationW, (long) padLeft + padRight);
    }

    private static void requireSmall(String axis, int kernel, int stride, int dilation, long padding) {
        if (reach(kernel, dilation) > LARGEST || stride > LARGEST || padding > LARGEST) {
            throw new ShapeException(
                    "window: along the " + axis + ", kernel " + kernel + " with dilation " + dilation + " reaches over "
                            + reach(kernel, dilation) + " places, the stride is " + stride + ", the padding " + padding
                            + ": expected at most 2^30 of each");
        }
    }

    private static long reach(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    /** A square window of stride 1 without padding. */
    public static Window2D of(int kernel) {
        return new Window2D(kernel, kernel, 1, 1, 1, 1, 0, 0, 0, 0);
    }

    /** The same step down and to the right. */
    public Window2D stride(int stride) {
        return new Window2D(
                kernelH, kernelW, stride, stride, dilationH, dilationW, padTop, padBottom, padLeft, padRight);
    }

    /** The same distance between the rows and between the columns of the window. */
    public Window2D dilation(int dilation) {
        return new Window2D(
                kernelH, kernelW, strideH, strideW, dilation, dilation, padTop, padBottom, padLeft, padRight);
    }

    /** Equal padding on all sides. */
    public Window2D padding(int padding) {
        return new Window2D(
                kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, padding, padding, padding);
    }

    /** Positions of the window over images of this height. */
    public int outputHeight(int height) {
        return positions("height", height, kernelH, strideH, dilationH, (long) padTop + padBottom);
    }

    /** Positions of the window over images of this width. */
    public int outputWidth(int width) {
        return positions("width", width, kernelW, strideW, dilationW, (long) padLeft + padRight);
    }

    /**
     * Refuses images over which some window lies outside as a whole, in their padding: it has no maximum.
     *
     * @param operation what the message begins with
     */
    public void requireElements(String operation, int height, int width) {
        requireElements(operation, "height", height, outputHeight(height), kernelH, strideH, dilationH, padTop);
        requireElements(operation, "width", width, outputWidth(width), kernelW, strideW, dilationW, padLeft);
    }

    private static void requireElements(
            String operation,
            String axis,
            int extent,
            int positions,
            int kernel,
            int stride,
            int dilation,
            int before) {
        // Windows that begin inside the image hold their first place; only the last may begin behind it.
        int o = 0;
        while (o < positions) {
            int start = o * stride - before;
            int tap = start >= 0 ? 0 : (dilation - 1 - start) / dilation;
            if (tap >= kernel || start + tap * dilation >= extent) {
                throw new ShapeException(operation + ": along the " + axis + ", window " + o + " (kernel " + kernel
                        + ", stride " + stride
                        + ", dilation " + dilation + ", padding before " + before + ") holds no element of " + extent
                        + ", so it has no maximum: use less padding");
            }
            o = start < 0 || o == positions - 1 ? o + 1 : positions - 1;
        }
    }

    private static int positions(String axis, int extent, int kernel, int stride, int dilation, long padding) {
        int reach = (int) reach(kernel, dilation);
        if (extent + padding > LARGEST) {
            throw new ShapeException("window: " + axis + " " + extent + " and padding " + padding
                    + ": expected at most 2^30 places together");
        }
        if (extent + padding < reach) {
            throw new ShapeException("window: reaches over " + reach + ", the image has " + axis + " " + extent
                    + " and padding " + padding + ": use a smaller window, or more padding");
        }
        return (int) (extent + padding - reach) / stride + 1;
    }
}
