package dev.lemma.compiler.internal.window;

import dev.lemma.api.tensor.Window2D;

/**
 * One axis of a window, split into the {@code s} residues ("phases") of the padded coordinate modulo the stride.
 *
 * <p>Tap {@code t} reaches {@code t·d = s·q_t + a_t}: it reads phase {@code a_t} only, at the output's index plus {@code q_t}.
 * Within a phase a convolution of any stride and dilation is therefore a sum of <em>shifts</em>, which is all the kernels here
 * know. Input {@code i} has the padded coordinate {@code i + pad = s·q + a} and lies in phase {@code a} at {@code q}.
 */
record WindowAxis(int in, int out, int kernel, int stride, int dilation, int pad) {

    /** A single position has no stride: it is taken as 1, so that there are no more phases than places. */
    WindowAxis {
        stride = out == 1 ? 1 : stride;
    }

    static WindowAxis height(int inH, Window2D window) {
        return new WindowAxis(
                inH, window.outputHeight(inH), window.kernelH(), window.strideH(), window.dilationH(), window.padTop());
    }

    static WindowAxis width(int inW, Window2D window) {
        return new WindowAxis(
                inW, window.outputWidth(inW), window.kernelW(), window.strideW(), window.dilationW(), window.padLeft());
    }

    int phase(int tap) {
        return tap * dilation % stride;
    }

    int shift(int tap) {
        return tap * dilation / stride;
    }

    /** Whether an output reads an input with the tap, and not padding. */
    boolean reads(int output, int tap) {
        int at = output * stride + tap * dilation - pad;
        return at >= 0 && at < in;
    }

    boolean hasTaps(int phase) {
        return count(phase) > 0;
    }

    /** Taps that read the phase. */
    int count(int phase) {
        int count = 0;
        for (int tap = 0; tap < kernel; tap++) {
            count += phase(tap) == phase ? 1 : 0;
        }
        return count;
    }

    /** Least shift of the phase's taps. */
    int minShift(int phase) {
        for (int tap = 0; tap < kernel; tap++) {
            if (phase(tap) == phase) {
                return shift(tap);
            }
        }
        return 0;
    }

    /** Greatest shift of the phase's taps. */
    int maxShift(int phase) {
        for (int tap = kernel - 1; tap >= 0; tap--) {
            if (phase(tap) == phase) {
                return shift(tap);
            }
        }
        return 0;
    }

    /** Index within the phase of its first input. */
    int first(int phase) {
        return Math.max(0, -Math.floorDiv(phase - pad, stride));
    }

    /** Index within the phase after its last input. */
    int end(int phase) {
        return Math.max(first(phase), Math.floorDiv(in - 1 + pad - phase, stride) + 1);
    }

    /** The input at an index of a phase. */
    int input(int phase, int index) {
        return stride * index + phase - pad;
    }
}
