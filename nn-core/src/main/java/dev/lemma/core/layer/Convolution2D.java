package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of images [N, C, H, W] with learned filters (cross-correlation, no flip):
 *
 * <pre>{@code
 * y[n, o, i, j] = b[o] + Σ_{c, p, q} w[o, c, p, q] · x[n, c₀(o) + c, i·s + p·d − pad, j·s + q·d − pad]
 * }</pre>
 *
 * <p>An axis of extent L gives {@code ⌊(L + 2·pad − d(k − 1) − 1)/s⌋ + 1} positions. Parameters {@code weight}
 * [filters, C/groups, kH, kW] and {@code bias} [filters]; fan-in {@code C/groups·kH·kW}. Cost:
 * {@code 2·N·filters·C/groups·kH·kW·H'·W'}.
 *
 * @param filters number of channels of the result
 * @param kernelH height of a filter
 * @param kernelW width of a filter
 * @param strideH step down
 * @param strideW step to the right
 * @param dilationH distance between rows of a filter
 * @param dilationW distance between columns of a filter
 * @param padding what lies outside
 * @param groups number of equal parts that channels and filters are divided into; as many as channels for a depthwise
 *     convolution
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record Convolution2D(
        int filters,
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int dilationH,
        int dilationW,
        Padding padding,
        int groups,
        Initializer weight,
        @Nullable Initializer bias)
        implements Layer {

    public Convolution2D {
        Check.atLeastOne("filters", filters);
        Check.atLeastOne("kernel height", kernelH);
        Check.atLeastOne("kernel width", kernelW);
        Check.atLeastOne("stride", Math.min(strideH, strideW));
        Check.atLeastOne("dilation", Math.min(dilationH, dilationW));
        Check.atLeastOne("groups", groups);
        Check.given("padding", padding);
        Check.given("weight", weight);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "convolution: " + filters + " filters do not divide into " + groups + " groups");
        }
    }

    /** Square filters, stride 1, no padding. */
    public Convolution2D(int filters, int kernel) {
        this(filters, kernel, kernel);
    }

    /** Rectangular filters, stride 1, no padding. */
    public Convolution2D(int filters, int kernelH, int kernelW) {
        this(filters, kernelH, kernelW, 1, 1, 1, 1, Padding.NONE, 1, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** With the same step down and to the right. */
    public Convolution2D stride(int stride) {
        return stride(stride, stride);
    }

    /** With other steps. */
    public Convolution2D stride(int down, int right) {
        return new Convolution2D(
                filters, kernelH, kernelW, down, right, dilationH, dilationW, padding, groups, weight, bias);
    }

    /** With the same distance between rows and between columns of a filter. */
    public Convolution2D dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** With other distances between rows and between columns of a filter. */
    public Convolution2D dilation(int down, int right) {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, down, right, padding, groups, weight, bias);
    }

    /** Equal padding on all sides. */
    public Convolution2D padding(int each) {
        return padding(each, each);
    }

    /** Padding above and below, left and right. */
    public Convolution2D padding(int vertical, int horizontal) {
        return padding(padding.by(vertical, horizontal));
    }

    /** As much padding as gives {@code ⌈L/stride⌉} positions: with stride 1, images of the same size. */
    public Convolution2D same() {
        return padding(padding.asSame());
    }

    /** The padding continues the image periodically instead of with zeros. */
    public Convolution2D circular() {
        return padding(padding.asCircular());
    }

    /** With another continuation of the image. */
    public Convolution2D padding(Padding other) {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, other, groups, weight, bias);
    }

    /** With channels and filters divided into so many equal parts, each part seeing its own channels only. */
    public Convolution2D groups(int count) {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, count, weight, bias);
    }

    /** With another initial law of the filters. */
    public Convolution2D weight(Initializer law) {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, groups, law, bias);
    }

    /** With another initial law of the biases. */
    public Convolution2D bias(Initializer law) {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, groups, weight, law);
    }

    /** Without b. */
    public Convolution2D noBias() {
        return new Convolution2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, padding, groups, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.check("convolution", x);
        int channels = x.shape().extent(1);
        if (channels % groups != 0) {
            throw new ShapeException("convolution: " + x.shape() + " has " + channels
                    + " channels, which do not divide into " + groups + " groups");
        }
        int area = kernelH * kernelW;
        Tensor w = scope.weight(
                "weight",
                Shape.of(filters, channels / groups, kernelH, kernelW),
                channels / groups * area,
                filters / groups * area,
                weight);
        Tensor y = convolve(x, w);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1, 1));
    }

    /** The convolution of images with these filters, without the bias. */
    Tensor convolve(Tensor x, Tensor w) {
        Padding.Side vertical = padding.side(padding.height(), x.shape().extent(2), kernelH, strideH, dilationH);
        Padding.Side horizontal = padding.side(padding.width(), x.shape().extent(3), kernelW, strideW, dilationW);
        if (padding.circular()) {
            return Windows.convolve(Padding.wrapped(x, vertical, horizontal), w, window(0, 0, 0, 0), groups);
        }
        return Windows.convolve(
                x, w, window(vertical.before(), vertical.after(), horizontal.before(), horizontal.after()), groups);
    }

    private Window2D window(int top, int bottom, int left, int right) {
        return new Window2D(kernelH, kernelW, strideH, strideW, dilationH, dilationW, top, bottom, left, right);
    }
}
