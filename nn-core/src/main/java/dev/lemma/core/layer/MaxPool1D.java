package dev.lemma.core.layer;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;

/**
 * The maximum of each window of signals [N, C, L]. Padding counts as −∞; the derivative goes to the first of equal
 * maxima.
 *
 * @param kernel length of the window
 * @param stride step
 * @param padding places added on both sides, less than the kernel
 */
public record MaxPool1D(int kernel, int stride, int padding) implements Layer {

    public MaxPool1D {
        window(kernel, stride, padding);
    }

    /** Windows side by side. */
    public MaxPool1D(int kernel) {
        this(kernel, kernel, 0);
    }

    /** With another step. */
    public MaxPool1D stride(int other) {
        return new MaxPool1D(kernel, other, padding);
    }

    /** With so many places on each side that no maximum comes from; fewer than the kernel has. */
    public MaxPool1D padding(int each) {
        return new MaxPool1D(kernel, stride, each);
    }

    static Window2D window(int kernel, int stride, int padding) {
        return new Window2D(1, kernel, 1, stride, 1, 1, 0, 0, padding, padding);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkSignals("max pooling", x);
        return Windows.maxPool(x.expand(2), window(kernel, stride, padding)).squeeze(2);
    }
}
