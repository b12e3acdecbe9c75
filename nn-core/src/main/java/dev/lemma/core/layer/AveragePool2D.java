package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.Windows;

/**
 * The mean of each window of images [N, C, H, W].
 *
 * @param window extent, stride, dilation and padding
 * @param countPadding whether padded zeros count: the sum is divided by kH·kW then, and by the number of places inside
 *     the image otherwise
 */
public record AveragePool2D(Window2D window, boolean countPadding) implements Layer {

    public AveragePool2D {
        Check.given("window", window);
    }

    /** Square windows side by side. */
    public AveragePool2D(int kernel) {
        this(Window2D.of(kernel).stride(kernel), true);
    }

    /** With another step, down and to the right. */
    public AveragePool2D stride(int stride) {
        return new AveragePool2D(window.stride(stride), countPadding);
    }

    /** With so many zeros on each side. */
    public AveragePool2D padding(int each) {
        return new AveragePool2D(window.padding(each), countPadding);
    }

    /** The mean over the places inside the image. */
    public AveragePool2D ignorePadding() {
        return new AveragePool2D(window, false);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.check("average pooling", x);
        boolean padded = window.padTop() + window.padBottom() + window.padLeft() + window.padRight() > 0;
        if (countPadding || !padded) {
            return Windows.averagePool(x, window);
        }
        double[] down = inside(
                window.outputHeight(x.shape().extent(2)),
                x.shape().extent(2),
                window.kernelH(),
                window.strideH(),
                window.dilationH(),
                window.padTop());
        double[] across = inside(
                window.outputWidth(x.shape().extent(3)),
                x.shape().extent(3),
                window.kernelW(),
                window.strideW(),
                window.dilationW(),
                window.padLeft());
        Tensor sums = Tensor.apply(new WindowSum(window), x);
        return sums.times(shares(x, down).expand(-1)).times(shares(x, across));
    }

    private static Tensor shares(Tensor x, double[] counts) {
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = 1 / Math.max(1, counts[i]);
        }
        return Tensor.literal(Array.of(Shape.of(shares.length), shares).as(x.type()));
    }

    /** How many places of each window along one axis lie inside. */
    private static double[] inside(int positions, int extent, int kernel, int stride, int dilation, int before) {
        double[] counts = new double[positions];
        for (int i = 0; i < positions; i++) {
            for (int p = 0; p < kernel; p++) {
                int place = i * stride + p * dilation - before;
                counts[i] += place >= 0 && place < extent ? 1 : 0;
            }
        }
        return counts;
    }
}
