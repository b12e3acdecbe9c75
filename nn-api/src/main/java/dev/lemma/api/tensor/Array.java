package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Numbers with a shape, on the Java heap in row-major order: what programs read and write.
 *
 * <p>An {@link INDArray} is the same thing off the heap, and every public entry point takes and returns those; an {@code Array} is
 * what stands behind them, and what a program uses that does not want to start the native library. Conversion copies: 0.15 to 0.45 ns
 * per float. The constructor methods that take a Java array keep it without a copy: do not write to it afterwards.
 */
public final class Array {

    private final Shape shape;
    private final Object data;

    private Array(Shape shape, Object data, int length) {
        if (shape.size() != length) {
            throw new ShapeException(
                    "array of shape " + shape + ": expected " + shape.size() + " numbers, got " + length);
        }
        this.shape = shape;
        this.data = data;
    }

    /** Wraps the numbers, without copying them. */
    public static Array of(Shape shape, float[] data) {
        return new Array(shape, data, data.length);
    }

    /** Wraps the numbers, without copying them. */
    public static Array of(Shape shape, double[] data) {
        return new Array(shape, data, data.length);
    }

    /** A float64 scalar. */
    public static Array scalar(double value) {
        return of(Shape.scalar(), new double[] {value});
    }

    /** A float64 vector; wraps the numbers. */
    public static Array vector(double... values) {
        return of(Shape.of(values.length), values);
    }

    /** A float64 matrix; copies the rows, which must be equally long. */
    public static Array matrix(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] data = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new ShapeException(
                        "matrix: row " + i + " has " + rows[i].length + " columns, row 0 has " + columns);
            }
            System.arraycopy(rows[i], 0, data, i * columns, columns);
        }
        return of(Shape.of(rows.length, columns), data);
    }

    /** Zeros. */
    public static Array zeros(DType type, Shape shape) {
        return type == DType.FLOAT32 ? of(shape, new float[shape.size()]) : of(shape, new double[shape.size()]);
    }

    /** {@code value}, everywhere. */
    public static Array full(DType type, Shape shape, double value) {
        Array array = zeros(type, shape);
        if (array.data instanceof float[] f) {
            Arrays.fill(f, (float) value);
        } else {
            Arrays.fill((double[]) array.data, value);
        }
        return array;
    }

    /** A copy of the numbers of an ND4J array, in row-major order whatever its own; FLOAT and DOUBLE keep their type, others become float64. */
    public static Array of(INDArray array) {
        Objects.requireNonNull(array, "array");
        Shape shape = Shape.of(array.shape());
        INDArray rowMajor = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
        if (array.dataType() == DataType.FLOAT) {
            float[] numbers = new float[shape.size()];
            rowMajor.data().asNioFloat().get(numbers);
            return of(shape, numbers);
        }
        if (array.dataType() == DataType.DOUBLE) {
            double[] numbers = new double[shape.size()];
            rowMajor.data().asNioDouble().get(numbers);
            return of(shape, numbers);
        }
        return of(rowMajor.castTo(DataType.DOUBLE));
    }

    /** A copy as an ND4J array of the same type and shape, in 'c' order. The first call of a process starts ND4J (about a second). */
    public INDArray toINDArray() {
        long[] extents = Arrays.stream(shape.extents()).asLongStream().toArray();
        if (data instanceof float[] f) {
            INDArray array = Nd4j.createUninitialized(DataType.FLOAT, extents, 'c');
            if (f.length > 0) {
                array.data().asNioFloat().put(f);
            }
            return array;
        }
        double[] d = (double[]) data;
        INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, extents, 'c');
        if (d.length > 0) {
            array.data().asNioDouble().put(d);
        }
        return array;
    }

    public Shape shape() {
        return shape;
    }

    /** float32 or float64, as the numbers are stored. */
    public DType type() {
        return data instanceof float[] ? DType.FLOAT32 : DType.FLOAT64;
    }

    /** The number at this place in row-major order. */
    public double get(int index) {
        return data instanceof float[] f ? f[index] : ((double[]) data)[index];
    }

    /** The number of a scalar, or of any array that holds exactly one. */
    public double item() {
        if (shape.size() != 1) {
            throw new ShapeException(
                    "item() of an array of shape " + shape + ": expected exactly one number; use get(index)");
        }
        return get(0);
    }

    /** The numbers as float64: a copy. */
    public double[] toDoubles() {
        if (data instanceof double[] d) {
            return d.clone();
        }
        float[] f = (float[]) data;
        double[] wide = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            wide[i] = f[i];
        }
        return wide;
    }

    /** The numbers as float32: a copy, rounded. */
    public float[] toFloats() {
        if (data instanceof float[] f) {
            return f.clone();
        }
        double[] d = (double[]) data;
        float[] narrow = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            narrow[i] = (float) d[i];
        }
        return narrow;
    }

    /** This array in the given type; itself if it has it. */
    public Array as(DType type) {
        if (type == type()) {
            return this;
        }
        return type == DType.FLOAT32 ? of(shape, toFloats()) : of(shape, toDoubles());
    }

    /** The same numbers under another shape of equal size, sharing them. */
    public Array reshape(int... extents) {
        return reshape(Shape.of(extents));
    }

    /** The same numbers under another shape of equal size, sharing them. */
    public Array reshape(Shape other) {
        return new Array(other, data, shape.size());
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) along the first axis: a copy. */
    public Array rows(int from, int to) {
        int row = shape.size() / Math.max(1, shape.extent(0));
        Shape part = shape.with(0, to - from);
        return data instanceof float[] f
                ? of(part, Arrays.copyOfRange(f, from * row, to * row))
                : of(part, Arrays.copyOfRange((double[]) data, from * row, to * row));
    }

    /** The chosen rows along the first axis, in the order given, repetition allowed: a copy. */
    public Array rows(int[] indices) {
        int row = shape.size() / Math.max(1, shape.extent(0));
        Array chosen = zeros(type(), shape.with(0, indices.length));
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(data, indices[i] * row, chosen.data, i * row, row);
        }
        return chosen;
    }

    /** The {@code float[]} or {@code double[]} itself, not a copy: for executors. */
    public Object storage() {
        return data;
    }

    /** Whether no number is NaN or infinite. */
    public boolean isFinite() {
        for (int i = 0; i < shape.size(); i++) {
            if (!Double.isFinite(get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Equal shape, type and numbers, bit for bit up to the sign of zero and the payload of NaN. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Array that) || !shape.equals(that.shape)) {
            return false;
        }
        return data instanceof float[] f
                ? that.data instanceof float[] g && Arrays.equals(f, g)
                : that.data instanceof double[] d && Arrays.equals((double[]) data, d);
    }

    @Override
    public int hashCode() {
        int hash = data instanceof float[] f ? Arrays.hashCode(f) : Arrays.hashCode((double[]) data);
        return 31 * shape.hashCode() + hash;
    }

    @Override
    public String toString() {
        int shown = Math.min(8, shape.size());
        StringBuilder text = new StringBuilder(type().name().toLowerCase(java.util.Locale.ROOT))
                .append(shape)
                .append(" {");
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append(shown < shape.size() ? ", …}" : "}").toString();
    }
}
