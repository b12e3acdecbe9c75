package dev.lemma.api.tensor;

/**
 * A window that slides over the last two axes of images: its extent, stride, dilation and the padding around the image. A window over a line
 * is one with height 1.
 *
 * <p>An axis of extent L gives {@code ⌊(L + p₀ + p₁ − d(k − 1) − 1)/s⌋ + 1} positions; what does not fit at the end is dropped.
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

    public Window2D {
        if (kernelH < 1 || kernelW < 1 || strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1) {
            throw new ShapeException("window: extents, strides and dilations must be at least 1, got " + kernelH + "×" + kernelW + ", stride "
                    + strideH + "×" + strideW + ", dilation " + dilationH + "×" + dilationW);
        }
        if (padTop < 0 || padBottom < 0 || padLeft < 0 || padRight < 0) {
            throw new ShapeException("window: padding must be at least 0, got " + padTop + ", " + padBottom + ", " + padLeft + ", " + padRight);
        }
    }

    /** A square window of stride 1 without padding. */
    public static Window2D of(int kernel) {
        return new Window2D(kernel, kernel, 1, 1, 1, 1, 0, 0, 0, 0);
    }

    /** The same step down and to the right. */
    public Window2D stride(int stride) {
        return new Window2D(kernelH, kernelW, stride, stride, dilationH, dilationW, padTop, padBottom, padLeft, padRight);
    }

    /** The same distance between the rows and between the columns of the window. */
    public Window2D dilation(int dilation) {
        return new Window2D(kernelH, kernelW, strideH, strideW, dilation, dilation, padTop, padBottom, padLeft, padRight);
    }

    /** Equal padding on all sides. */
    public Window2D padding(int padding) {
        return new Window2D(kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, padding, padding, padding);
    }

    /** Positions of the window over images of this height. */
    public int outputHeight(int height) {
        return positions("height", height, kernelH, strideH, dilationH, padTop + padBottom);
    }

    /** Positions of the window over images of this width. */
    public int outputWidth(int width) {
        return positions("width", width, kernelW, strideW, dilationW, padLeft + padRight);
    }

    private static int positions(String axis, int extent, int kernel, int stride, int dilation, int padding) {
        int reach = dilation * (kernel - 1) + 1;
        if (extent + padding < reach) {
            throw new ShapeException("window: reaches over " + reach + ", the image has " + axis + " " + extent + " and padding " + padding
                    + ": use a smaller window, or more padding");
        }
        return (extent + padding - reach) / stride + 1;
    }
}
