package dev.lemma.api.fourier;

import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Discrete Fourier transforms, and circular convolution on them:
 *
 * <pre>{@code
 * Complex spectrum = Fourier.transform(x);                 // last axis;  y[k] = Σⱼ x[j] e^{−2πijk/n}
 * Complex back     = Fourier.inverse(spectrum);            // x[j] = (1/n) Σₖ y[k] e^{2πijk/n}
 * Complex half     = Fourier.realTransform(image, -2, -1); // the half along the last axis that determines the rest
 * Tensor filtered  = Fourier.convolve(image, filter, -2, -1);
 * }</pre>
 *
 * <p>Axes count from the last where they are negative; none means the last. Any extent of at least 1 will do; those with prime factors 2, 3 and 5 are the
 * fastest. All other axes are a batch. The conventions are those of NumPy: no factor forwards, 1/N backwards.
 */
public final class Fourier {

    private Fourier() {}

    /** The transform of complex numbers. */
    public static Complex transform(Complex x, int... axes) {
        return apply(x, sorted(x.shape(), axes), false, 1);
    }

    /** The whole transform of real numbers; {@link #realTransform} is the half of it that determines the rest, at half the cost. */
    public static Complex transform(Tensor x, int... axes) {
        return transform(Complex.of(x), axes);
    }

    /** The inverse transform: {@code inverse(transform(x)) = x}. */
    public static Complex inverse(Complex y, int... axes) {
        List<Integer> sorted = sorted(y.shape(), axes);
        return apply(y, sorted, true, 1.0 / points(y.shape(), sorted));
    }

    /**
     * The transform of real numbers, halved along the last of the axes given: k = 0 … ⌊n/2⌋. The axes may come in any order.
     */
    public static Complex realTransform(Tensor x, int... axes) {
        int halved = halved(x.shape(), axes);
        Complex half = Complex.ofParts(Tensor.apply(new RealFourier(halved, 1), x));
        List<Integer> others = others(x.shape(), axes);
        return others.isEmpty() ? half : apply(half, others, false, 1);
    }

    /**
     * Real numbers from {@link #realTransform} along the same axes. What an imaginary part could say that no real numbers have is not looked at.
     *
     * @param n points along the last of the axes given, which the half does not tell
     */
    public static Tensor realInverse(Complex half, int n, int... axes) {
        int halved = halved(half.shape(), axes);
        List<Integer> others = others(half.shape(), axes);
        Complex spectrum = others.isEmpty() ? half : apply(half, others, true, 1.0 / points(half.shape(), others));
        return Tensor.apply(new HalfFourier(halved, n, 1.0 / n), spectrum.real(), spectrum.imaginary());
    }

    /** Circular convolution of real arrays of one shape, {@code c[k] = Σⱼ a[j] b[k − j]}, indices modulo the extents of the axes. */
    public static Tensor convolve(Tensor a, Tensor b, int... axes) {
        Complex product = realTransform(a, axes).times(realTransform(b, axes));
        return realInverse(product, a.shape().extent(halved(a.shape(), axes)), axes);
    }

    /** Circular correlation of real arrays of one shape, {@code c[k] = Σⱼ a[j] b[j + k]}, indices modulo the extents of the axes. */
    public static Tensor correlate(Tensor a, Tensor b, int... axes) {
        Complex product = realTransform(a, axes).conjugate().times(realTransform(b, axes));
        return realInverse(product, a.shape().extent(halved(a.shape(), axes)), axes);
    }

    private static Complex apply(Complex x, List<Integer> axes, boolean inverse, double scale) {
        return Complex.ofParts(Tensor.apply(new DiscreteFourier(axes, inverse, scale), x.real(), x.imaginary()));
    }

    private static double points(Shape shape, List<Integer> axes) {
        double points = 1;
        for (int axis : axes) {
            points *= shape.extent(axis);
        }
        return points;
    }

    private static int halved(Shape shape, int... axes) {
        return shape.axis(axes.length == 0 ? -1 : axes[axes.length - 1]);
    }

    private static List<Integer> others(Shape shape, int... axes) {
        List<Integer> others = new ArrayList<>(sorted(shape, axes));
        others.remove(Integer.valueOf(halved(shape, axes)));
        return others;
    }

    private static List<Integer> sorted(Shape shape, int... axes) {
        int[] chosen = axes.length == 0 ? new int[] {-1} : axes;
        List<Integer> sorted =
                Arrays.stream(chosen).map(shape::axis).sorted().boxed().toList();
        if (sorted.stream().distinct().count() != sorted.size()) {
            throw new ShapeException(
                    "fourier: axes " + Arrays.toString(axes) + " of " + shape + " name one axis twice");
        }
        return sorted;
    }
}
