package dev.lemma.compiler.internal.window;

import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Window2D;

/**
 * Extents of a pooling: {@code planes} images {@code [inH, inW]} (batch times channels) to as many {@code [outH, outW]},
 * row-major.
 *
 * @param planes images, at least 0
 * @param inH rows of the input
 * @param inW columns of the input
 * @param window kernel extents, stride, dilation and padding
 */
public record PoolGeometry(int planes, int inH, int inW, Window2D window) {

    public PoolGeometry {
        if (planes < 0 || inH < 1 || inW < 1) {
            throw new ShapeException("pooling: " + planes + " planes of " + inH + " rows and " + inW
                    + " columns: expected at least 0 planes and 1 row and column");
        }
        double larger = Math.max((double) inH * inW, (double) window.outputHeight(inH) * window.outputWidth(inW));
        if (planes * larger > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "pooling: " + planes + " planes of " + inH + "×" + inW + " to " + window.outputHeight(inH) + "×"
                            + window.outputWidth(inW) + " have more than 2^31 - 1 numbers: use a smaller batch");
        }
    }

    /** Positions of the window from top to bottom. */
    public int outH() {
        return window.outputHeight(inH);
    }

    /** Positions of the window from left to right. */
    public int outW() {
        return window.outputWidth(inW);
    }

    /** Numbers in the input. */
    public int inputSize() {
        return planes * inH * inW;
    }

    /** Numbers in the output. */
    public int outputSize() {
        return planes * outH() * outW();
    }
}
