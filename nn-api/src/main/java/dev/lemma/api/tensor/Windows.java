package dev.lemma.api.tensor;

/** What looks at images [N, C, H, W] through a window: convolution, and the largest or mean value of each place. */
public final class Windows {

    private Windows() {}

    /** Convolution of images [N, C, H, W] with filters [O, C/groups, kH, kW]. */
    public static Tensor convolve(Tensor images, Tensor filters, Window2D window, int groups) {
        return Tensor.apply(new Convolution(window, groups), images, filters);
    }

    /**
     * The maximum of each window of images [N, C, H, W]; the derivative goes to the first of equal maxima, in row-major order.
     */
    public static Tensor maxPool(Tensor images, Window2D window) {
        Tensor indices = Tensor.apply(new MaxPoolIndices(window), images);
        int planes = images.shape().extent(0) * images.shape().extent(1);
        Tensor pooled = images.reshape(
                        planes, images.shape().extent(2) * images.shape().extent(3))
                .takeAlong(indices.reshape(
                        planes, indices.shape().extent(2) * indices.shape().extent(3)));
        return pooled.reshape(indices.shape());
    }

    /** The mean of each window of images [N, C, H, W], padding counted as zeros. */
    public static Tensor averagePool(Tensor images, Window2D window) {
        return Tensor.apply(new WindowSum(window), images).times(1 / ((double) window.kernelH() * window.kernelW()));
    }
}
