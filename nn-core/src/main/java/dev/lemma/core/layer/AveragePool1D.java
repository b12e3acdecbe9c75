package dev.lemma.core.layer;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/**
 * The mean of each window of signals [N, C, L].
 *
 * @param kernel length of the window
 * @param stride step
 * @param padding zeros added on both sides
 * @param countPadding whether padded zeros count
 */
public record AveragePool1D(int kernel, int stride, int padding, boolean countPadding) implements Layer {

    public AveragePool1D {
        MaxPool1D.window(kernel, stride, padding);
    }

    /** Windows side by side. */
    public AveragePool1D(int kernel) {
        this(kernel, kernel, 0, true);
    }

    /** With another step. */
    public AveragePool1D stride(int other) {
        return new AveragePool1D(kernel, other, padding, countPadding);
    }

    /** With so many zeros on each side. */
    public AveragePool1D padding(int each) {
        return new AveragePool1D(kernel, stride, each, countPadding);
    }

    /** The mean over the places inside the signal. */
    public AveragePool1D ignorePadding() {
        return new AveragePool1D(kernel, stride, padding, false);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkSignals("average pooling", x);
        AveragePool2D planar = new AveragePool2D(MaxPool1D.window(kernel, stride, padding), countPadding);
        return planar.apply(scope, x.expand(2)).squeeze(2);
    }
}
