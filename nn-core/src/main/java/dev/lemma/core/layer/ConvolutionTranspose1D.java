package dev.lemma.core.layer;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * The transposed convolution of signals [N, C, L]: {@link ConvolutionTranspose2D} on images of height 1.
 *
 * <p>L gives {@code (L − 1)s − 2·pad + d(k − 1) + outputPadding + 1}. Parameters {@code weight} [C, filters/groups, k]
 * and {@code bias} [filters].
 *
 * @param filters number of channels of the result
 * @param kernel length of a filter
 * @param stride step
 * @param dilation distance between entries of a filter
 * @param padding places taken away on both sides
 * @param outputPadding places added at the end, fewer than the stride
 * @param groups number of equal parts that channels and filters are divided into
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record ConvolutionTranspose1D(
        int filters,
        int kernel,
        int stride,
        int dilation,
        int padding,
        int outputPadding,
        int groups,
        Initializer weight,
        @Nullable Initializer bias)
        implements Layer {

    public ConvolutionTranspose1D {
        planar(filters, kernel, stride, dilation, padding, outputPadding, groups, weight);
    }

    /** Stride 1, no padding. */
    public ConvolutionTranspose1D(int filters, int kernel) {
        this(filters, kernel, 1, 1, 0, 0, 1, Initializers.lecunNormal(), Initializers.zeros());
    }

    private static ConvolutionTranspose2D planar(
            int filters,
            int kernel,
            int stride,
            int dilation,
            int padding,
            int outputPadding,
            int groups,
            Initializer weight) {
        return new ConvolutionTranspose2D(
                filters, 1, kernel, 1, stride, 1, dilation, 0, padding, 0, outputPadding, groups, weight, null);
    }

    /** With another step: about so many times longer signals. */
    public ConvolutionTranspose1D stride(int other) {
        return new ConvolutionTranspose1D(
                filters, kernel, other, dilation, padding, outputPadding, groups, weight, bias);
    }

    /** With another distance between the entries of a filter. */
    public ConvolutionTranspose1D dilation(int other) {
        return new ConvolutionTranspose1D(filters, kernel, stride, other, padding, outputPadding, groups, weight, bias);
    }

    /** With so many places taken away on both sides. */
    public ConvolutionTranspose1D padding(int each) {
        return new ConvolutionTranspose1D(filters, kernel, stride, dilation, each, outputPadding, groups, weight, bias);
    }

    /** With so many places added at the end, fewer than the stride. */
    public ConvolutionTranspose1D outputPadding(int after) {
        return new ConvolutionTranspose1D(filters, kernel, stride, dilation, padding, after, groups, weight, bias);
    }

    /** With channels and filters divided into so many equal parts, each part seeing its own channels only. */
    public ConvolutionTranspose1D groups(int count) {
        return new ConvolutionTranspose1D(
                filters, kernel, stride, dilation, padding, outputPadding, count, weight, bias);
    }

    /** With another initial law of the filters. */
    public ConvolutionTranspose1D weight(Initializer law) {
        return new ConvolutionTranspose1D(filters, kernel, stride, dilation, padding, outputPadding, groups, law, bias);
    }

    /** With another initial law of the biases. */
    public ConvolutionTranspose1D bias(Initializer law) {
        return new ConvolutionTranspose1D(
                filters, kernel, stride, dilation, padding, outputPadding, groups, weight, law);
    }

    /** Without b. */
    public ConvolutionTranspose1D noBias() {
        return new ConvolutionTranspose1D(
                filters, kernel, stride, dilation, padding, outputPadding, groups, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkSignals("transposed convolution", x);
        ConvolutionTranspose2D planar =
                planar(filters, kernel, stride, dilation, padding, outputPadding, groups, weight);
        int channels = x.shape().extent(1);
        Tensor w = scope.weight(
                "weight",
                Shape.of(channels, filters / groups, kernel),
                planar.fanIn(channels),
                planar.fanOut(),
                weight);
        Tensor y = planar.spread(x.expand(2), w.expand(2)).squeeze(2);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1));
    }
}
