package dev.lemma.core.layer;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of signals [N, C, L] with learned filters: {@link Convolution2D} on images of height 1.
 *
 * <pre>{@code
 * y[n, o, i] = b[o] + Σ_{c, p} w[o, c, p] · x[n, c₀(o) + c, i·s + p·d − pad]
 * }</pre>
 *
 * <p>Parameters {@code weight} [filters, C/groups, k] and {@code bias} [filters]; fan-in {@code C/groups·k}.
 *
 * @param filters number of channels of the result
 * @param kernel length of a filter
 * @param stride step
 * @param dilation distance between entries of a filter
 * @param padding what lies outside; its height is 0
 * @param groups number of equal parts that channels and filters are divided into
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record Convolution1D(
        int filters,
        int kernel,
        int stride,
        int dilation,
        Padding padding,
        int groups,
        Initializer weight,
        @Nullable Initializer bias)
        implements Layer {

    public Convolution1D {
        planar(filters, kernel, stride, dilation, padding, groups, weight);
        if (padding.height() != 0) {
            throw new IllegalArgumentException("convolution of signals: expected padding of height 0, got " + padding);
        }
    }

    /** Stride 1, no padding. */
    public Convolution1D(int filters, int kernel) {
        this(filters, kernel, 1, 1, Padding.NONE, 1, Initializers.lecunNormal(), Initializers.zeros());
    }

    private static Convolution2D planar(
            int filters, int kernel, int stride, int dilation, Padding padding, int groups, Initializer weight) {
        return new Convolution2D(filters, 1, kernel, 1, stride, 1, dilation, padding, groups, weight, null);
    }

    /** With another step. */
    public Convolution1D stride(int other) {
        return new Convolution1D(filters, kernel, other, dilation, padding, groups, weight, bias);
    }

    /** With another distance between the entries of a filter. */
    public Convolution1D dilation(int other) {
        return new Convolution1D(filters, kernel, stride, other, padding, groups, weight, bias);
    }

    /** Equal padding before and after. */
    public Convolution1D padding(int each) {
        return padding(padding.by(0, each));
    }

    /** As much padding as gives {@code ⌈L/stride⌉} positions. */
    public Convolution1D same() {
        return padding(padding.asSame());
    }

    /** The padding continues the signal periodically instead of with zeros. */
    public Convolution1D circular() {
        return padding(padding.asCircular());
    }

    /** With another continuation of the signal. */
    public Convolution1D padding(Padding other) {
        return new Convolution1D(filters, kernel, stride, dilation, other, groups, weight, bias);
    }

    /** With channels and filters divided into so many equal parts, each part seeing its own channels only. */
    public Convolution1D groups(int count) {
        return new Convolution1D(filters, kernel, stride, dilation, padding, count, weight, bias);
    }

    /** With another initial law of the filters. */
    public Convolution1D weight(Initializer law) {
        return new Convolution1D(filters, kernel, stride, dilation, padding, groups, law, bias);
    }

    /** With another initial law of the biases. */
    public Convolution1D bias(Initializer law) {
        return new Convolution1D(filters, kernel, stride, dilation, padding, groups, weight, law);
    }

    /** Without b. */
    public Convolution1D noBias() {
        return new Convolution1D(filters, kernel, stride, dilation, padding, groups, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkSignals("convolution", x);
        int channels = x.shape().extent(1);
        if (channels % groups != 0) {
            throw new ShapeException("convolution: " + x.shape() + " has " + channels
                    + " channels, which do not divide into " + groups + " groups");
        }
        Tensor w = scope.weight(
                "weight",
                Shape.of(filters, channels / groups, kernel),
                channels / groups * kernel,
                filters / groups * kernel,
                weight);
        Tensor y = planar(filters, kernel, stride, dilation, padding, groups, weight)
                .convolve(x.expand(2), w.expand(2))
                .squeeze(2);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1));
    }
}
