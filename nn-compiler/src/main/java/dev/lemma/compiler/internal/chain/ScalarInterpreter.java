package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.Arrays;

/**
 * Runs a chain element by element: slow, and the definition that every back end is tested against.
 */
public final class ScalarInterpreter implements ChainKernel {
    private final Chain chain;

    /** An interpreter of {@code chain}. */
    public ScalarInterpreter(Chain chain) {
        this.chain = chain;
    }

    @Override
    public void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns) {
        DType type = chain.type();
        long[] values = new long[chain.instructions().size()];
        int accumulators = 64 / type.bytes();
        double[][] partial = new double[chain.sinks().size()][accumulators];
        for (int r = 0; r < rows; r++) {
            for (int s = 0; s < partial.length; s++) {
                Arrays.fill(
                        partial[s], chain.sinks().get(s).type() == Sink.Type.ROW_MAX ? Double.NEGATIVE_INFINITY : 0);
            }
            for (int j = 0; j < columns; j++) {
                for (int v = 0; v < values.length; v++) {
                    values[v] = value(v, values, arrays, offsets, rowStrides, r, j);
                }
                for (int s = 0; s < partial.length; s++) {
                    Sink sink = chain.sinks().get(s);
                    double x = Scalar.toDouble(type, real(values, sink.value()));
                    Object array = arrays[chain.inputs() + s];
                    int offset = offsets[chain.inputs() + s];
                    int lane = j % accumulators;
                    switch (sink.type()) {
                        case STORE ->
                            setBits(array, offset + r * rowStrides[chain.inputs() + s] + j, real(values, sink.value()));
                        case ROW_SUM -> partial[s][lane] = type.round(partial[s][lane] + x);
                        case ROW_MAX -> partial[s][lane] = Math.max(partial[s][lane], x);
                        case COLUMN_SUM -> set(array, offset + j, type.round(get(array, offset + j) + x));
                    }
                }
            }
            for (int s = 0; s < partial.length; s++) {
                Sink.Type how = chain.sinks().get(s).type();
                int k = chain.inputs() + s;
                if (how == Sink.Type.ROW_SUM || how == Sink.Type.ROW_MAX) {
                    set(arrays[k], offsets[k] + r * rowStrides[k], fold(how, partial[s]));
                }
            }
        }
    }

    private double fold(Sink.Type how, double[] p) {
        for (int half = p.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                p[i] = how == Sink.Type.ROW_SUM ? chain.type().round(p[i] + p[i + half]) : Math.max(p[i], p[i + half]);
            }
        }
        return p[0];
    }

    private long value(int v, long[] values, Object[] arrays, int[] offsets, int[] rowStrides, int r, int j) {
        Instruction i = chain.instruction(v);
        return switch (i.code()) {
            case INPUT -> bits(arrays[v], offsets[v] + r * rowStrides[v] + (i.isSplat() ? 0 : j));
            case CONSTANT, INTEGER -> i.literal();
            case SELECT, REPAIR ->
                Scalar.apply(
                        chain.type(), i.code(), values[i.a()], real(values, i.b()), real(values, i.c()), 0, i.rare());
            case BITS -> real(values, i.a());
            case REAL, IADD, ISUB, IMUL, AND, OR, XOR, SHL, SHR, SAR ->
                Scalar.apply(
                        chain.type(), i.code(), values[i.a()], i.b() < 0 ? 0 : values[i.b()], 0, i.literal(), null);
            default ->
                Scalar.apply(
                        chain.type(), i.code(), real(values, i.a()), real(values, i.b()), real(values, i.c()), 0, null);
        };
    }

    private long real(long[] values, int v) {
        return v < 0 ? 0 : Scalar.real(chain.type(), chain.instruction(v).kind(), values[v]);
    }

    private static long bits(Object array, int at) {
        return array instanceof float[] f
                ? Float.floatToRawIntBits(f[at])
                : Double.doubleToRawLongBits(((double[]) array)[at]);
    }

    private static void setBits(Object array, int at, long bits) {
        if (array instanceof float[] f) {
            f[at] = Float.intBitsToFloat((int) bits);
        } else {
            ((double[]) array)[at] = Double.longBitsToDouble(bits);
        }
    }

    private static double get(Object array, int at) {
        return array instanceof float[] f ? f[at] : ((double[]) array)[at];
    }

    private static void set(Object array, int at, double value) {
        if (array instanceof float[] f) {
            f[at] = (float) value;
        } else {
            ((double[]) array)[at] = value;
        }
    }
}
