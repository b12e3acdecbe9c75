package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;

/** A transform along one axis as parts that may run at once, for arrays of one number type: {@code float[]} or {@code double[]}. */
abstract class AxisTransform {

    static AxisTransform of(
            DType type, TransformKind kind, int outer, int n, int inner, boolean inverse, double scale) {
        return type == DType.FLOAT32
                ? new FloatAxis(kind, outer, n, inner, inverse, scale, Vectors.floats())
                : new DoubleAxis(kind, outer, n, inner, inverse, scale, Vectors.doubles());
    }

    /** How many parts there are. */
    abstract int parts();

    /** Numbers of scratch space of a part. */
    abstract int scratch();

    /** The i-th part, on arrays whose real parts begin at {@code in} and {@code out}, the imaginary ones at {@code inI} and {@code outI}. */
    abstract void part(
            int i,
            Object xr,
            int in,
            Object xi,
            int inI,
            Object yr,
            int out,
            Object yi,
            int outI,
            Object scratch,
            int at);
}
