package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;

/**
 * The maximum of each window of images [N, C, H, W]. Padding counts as −∞; the derivative goes to the first of equal
 * maxima, in row-major order.
 *
 * @param window extent, stride, dilation and padding
 */
public record MaxPool2D(Window2D window) implements Layer {

    public MaxPool2D {
        Check.given("window", window);
    }

    /** Square windows side by side. */
    public MaxPool2D(int kernel) {
        this(Window2D.of(kernel).stride(kernel));
    }

    /** With another step, down and to the right. */
    public MaxPool2D stride(int stride) {
        return new MaxPool2D(window.stride(stride));
    }

    /** With so many places on each side that no maximum comes from. */
    public MaxPool2D padding(int each) {
        return new MaxPool2D(window.padding(each));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.check("max pooling", x);
        return Windows.maxPool(x, window);
    }
}
