package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * The transposed convolution of images [N, C, H, W]: the adjoint of a {@link Convolution2D} in its images, plus a bias.
 * It spreads each place over a window and so enlarges images.
 *
 * <p>An axis of extent L gives {@code (L − 1)s − 2·pad + d(k − 1) + outputPadding + 1}. Parameters {@code weight} [C,
 * filters/groups, kH, kW] and {@code bias} [filters]. Fan-in: the {@code C/groups·kH·kW/(sH·sW)} terms that on average
 * meet in one place.
 *
 * @param filters number of channels of the result
 * @param kernelH height of a filter
 * @param kernelW width of a filter
 * @param strideH step down
 * @param strideW step to the right
 * @param dilationH distance between rows of a filter
 * @param dilationW distance between columns of a filter
 * @param padH rows taken away above and below
 * @param padW columns taken away left and right
 * @param outputPadH rows added below, fewer than the stride: which of the sizes that the convolution maps to H is meant
 * @param outputPadW columns added on the right, fewer than the stride
 * @param groups number of equal parts that channels and filters are divided into
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record ConvolutionTranspose2D(
        int filters,
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int dilationH,
        int dilationW,
        int padH,
        int padW,
        int outputPadH,
        int outputPadW,
        int groups,
        Initializer weight,
        @Nullable Initializer bias)
        implements Layer {

    public ConvolutionTranspose2D {
        Check.atLeastOne("filters", filters);
        Check.atLeastOne("kernel height", kernelH);
        Check.atLeastOne("kernel width", kernelW);
        Check.atLeastOne("stride", Math.min(strideH, strideW));
        Check.atLeastOne("dilation", Math.min(dilationH, dilationW));
        Check.atLeast("padding", Math.min(padH, padW), 0);
        Check.atLeast("output padding", Math.min(outputPadH, outputPadW), 0);
        Check.atLeastOne("groups", groups);
        Check.given("weight", weight);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "transposed convolution: " + filters + " filters do not divide into " + groups + " groups");
        }
    }

    /** Square filters, stride 1, no padding. */
    public ConvolutionTranspose2D(int filters, int kernel) {
        this(filters, kernel, kernel);
    }

    /** Rectangular filters, stride 1, no padding. */
    public ConvolutionTranspose2D(int filters, int kernelH, int kernelW) {
        this(filters, kernelH, kernelW, 1, 1, 1, 1, 0, 0, 0, 0, 1, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** With the same step down and to the right: about so many times larger images. */
    public ConvolutionTranspose2D stride(int stride) {
        return stride(stride, stride);
    }

    /** With other steps: about so many times larger images. */
    public ConvolutionTranspose2D stride(int down, int right) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                down,
                right,
                dilationH,
                dilationW,
                padH,
                padW,
                outputPadH,
                outputPadW,
                groups,
                weight,
                bias);
    }

    /** With the same distance between rows and between columns of a filter. */
    public ConvolutionTranspose2D dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** With other distances between rows and between columns of a filter. */
    public ConvolutionTranspose2D dilation(int down, int right) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                down,
                right,
                padH,
                padW,
                outputPadH,
                outputPadW,
                groups,
                weight,
                bias);
    }

    /** With so many rows and columns taken away on every side. */
    public ConvolutionTranspose2D padding(int each) {
        return padding(each, each);
    }

    /** With rows taken away above and below, columns left and right. */
    public ConvolutionTranspose2D padding(int vertical, int horizontal) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                vertical,
                horizontal,
                outputPadH,
                outputPadW,
                groups,
                weight,
                bias);
    }

    /** With so many rows added below and columns on the right, fewer than the stride. */
    public ConvolutionTranspose2D outputPadding(int each) {
        return outputPadding(each, each);
    }

    /** With rows added below and columns on the right, fewer than the strides. */
    public ConvolutionTranspose2D outputPadding(int below, int right) {
        return new ConvolutionTranspose2D(
                filters, kernelH, kernelW, strideH, strideW, dilationH, dilationW, padH, padW, below, right, groups,
                weight, bias);
    }

    /** With channels and filters divided into so many equal parts, each part seeing its own channels only. */
    public ConvolutionTranspose2D groups(int count) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                padH,
                padW,
                outputPadH,
                outputPadW,
                count,
                weight,
                bias);
    }

    /** With another initial law of the filters. */
    public ConvolutionTranspose2D weight(Initializer law) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                padH,
                padW,
                outputPadH,
                outputPadW,
                groups,
                law,
                bias);
    }

    /** With another initial law of the biases. */
    public ConvolutionTranspose2D bias(Initializer law) {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                padH,
                padW,
                outputPadH,
                outputPadW,
                groups,
                weight,
                law);
    }

    /** Without b. */
    public ConvolutionTranspose2D noBias() {
        return new ConvolutionTranspose2D(
                filters,
                kernelH,
                kernelW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                padH,
                padW,
                outputPadH,
                outputPadW,
                groups,
                weight,
                null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.check("transposed convolution", x);
        int channels = x.shape().extent(1);
        Tensor w = scope.weight(
                "weight", Shape.of(channels, filters / groups, kernelH, kernelW), fanIn(channels), fanOut(), weight);
        Tensor y = spread(x, w);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1, 1));
    }

    int fanIn(int channels) {
        if (channels % groups != 0) {
            throw new ShapeException(
                    "transposed convolution: " + channels + " channels do not divide into " + groups + " groups");
        }
        return (int) Math.max(1, (long) channels / groups * kernelH * kernelW / ((long) strideH * strideW));
    }

    int fanOut() {
        return filters / groups * kernelH * kernelW;
    }

    /** The transposed convolution with these filters, without the bias. */
    Tensor spread(Tensor x, Tensor w) {
        int height = enlarged("height", x.shape().extent(2), kernelH, strideH, dilationH, padH, outputPadH);
        int width = enlarged("width", x.shape().extent(3), kernelW, strideW, dilationW, padW, outputPadW);
        Window2D window =
                new Window2D(kernelH, kernelW, strideH, strideW, dilationH, dilationW, padH, padH, padW, padW);
        return Tensor.apply(new ConvolutionInputGradient(window, groups, height, width), x, w);
    }

    private static int enlarged(String axis, int extent, int kernel, int stride, int dilation, int pad, int outputPad) {
        long size = (extent - 1L) * stride - 2L * pad + (long) dilation * (kernel - 1) + outputPad + 1;
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new ShapeException("transposed convolution: " + axis + " " + extent + " would become " + size
                    + ": use " + (size < 1 ? "less padding" : "a smaller stride or dilation"));
        }
        if (outputPad >= stride && outputPad > 0) {
            throw new ShapeException("transposed convolution: output padding " + outputPad + " of the " + axis
                    + ": expected less than the stride " + stride);
        }
        return (int) size;
    }
}
