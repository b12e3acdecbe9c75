package dev.lemma.compiler.internal.window;

import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Window2D;

/**
 * Extents of a convolution: input {@code x [batch, inChannels, inH, inW]}, weights {@code w [outChannels, inChannels/groups,
 * kernelH, kernelW]}, output {@code y [batch, outChannels, outH, outW]}, all row-major.
 *
 * <p>{@code y[b,o,i,j] = Σ_{c,t,u} w[o,c,t,u] · x̂[b, g·C + c, i·sH + t·dH, j·sW + u·dW]} with {@code x̂} the zero-padded
 * input, {@code C = inChannels/groups} and {@code g} the group of output channel {@code o} (a cross-correlation: the kernel is
 * not flipped).
 *
 * @param batch images, at least 0
 * @param inChannels channels of the input, a multiple of {@code groups}
 * @param inH rows of the input
 * @param inW columns of the input
 * @param outChannels channels of the output, a multiple of {@code groups}
 * @param groups independent convolutions side by side; {@code inChannels} of them make the convolution depthwise
 * @param window kernel extents, stride, dilation and padding
 */
public record ConvGeometry(int batch, int inChannels, int inH, int inW, int outChannels, int groups, Window2D window) {

    public ConvGeometry {
        if (batch < 0 || inChannels < 1 || outChannels < 1 || groups < 1) {
            throw new ShapeException("convolution: batch " + batch + ", input channels " + inChannels
                    + ", output channels " + outChannels + ", groups " + groups
                    + ": expected batch at least 0 and the others at least 1");
        }
        if (inChannels % groups != 0 || outChannels % groups != 0) {
            throw new ShapeException("convolution: " + groups + " groups do not divide " + inChannels + " input and "
                    + outChannels + " output channels: expected both to be multiples of the groups");
        }
        if (inH < 1 || inW < 1) {
            throw new ShapeException(
                    "convolution: images of " + inH + " rows and " + inW + " columns: expected at least 1 of each");
        }
        size("input", batch, inChannels, inH, inW);
        size("weights", outChannels, inChannels / groups, window.kernelH(), window.kernelW());
        size("output", batch, outChannels, window.outputHeight(inH), window.outputWidth(inW));
    }

    /** Positions of the window from top to bottom. */
    public int outH() {
        return window.outputHeight(inH);
    }

    /** Positions of the window from left to right. */
    public int outW() {
        return window.outputWidth(inW);
    }

    /** Input channels of one group. */
    public int groupInputs() {
        return inChannels / groups;
    }

    /** Output channels of one group. */
    public int groupOutputs() {
        return outChannels / groups;
    }

    /** Weights of one output channel: {@code inChannels/groups · kernelH · kernelW}, the terms of one output number. */
    public int terms() {
        return groupInputs() * window.kernelH() * window.kernelW();
    }

    /** Numbers in {@code x}. */
    public int inputSize() {
        return batch * inChannels * inH * inW;
    }

    /** Numbers in {@code w}. */
    public int weightSize() {
        return outChannels * terms();
    }

    /** Numbers in {@code y}. */
    public int outputSize() {
        return batch * outChannels * outH() * outW();
    }

    /** Multiplications with their additions counted as two: the cost of each of the three kernels. */
    public long flops() {
        return 2L * outputSize() * terms();
    }

    private static void size(String what, long a, long b, long c, long d) {
        double size = (double) a * b * c * d;
        if (size > Integer.MAX_VALUE) {
            throw new ShapeException("convolution: the " + what + " [" + a + ", " + b + ", " + c + ", " + d
                    + "] would have more than 2^31 - 1 numbers: use a smaller batch");
        }
    }
}
