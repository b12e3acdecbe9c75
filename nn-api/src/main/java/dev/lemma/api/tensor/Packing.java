package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several results of one primitive, one after another along the last axis: a node has one value, so a primitive with several gives a row that holds
 * them all, {@code [batch …, Σ sizes]}, and its caller takes it apart. Executors do not copy the parts: they are views.
 *
 * <pre>{@code
 * public record SymmetricEigen() implements Primitive {
 *     static Packing packing(int n) { return Packing.of(Shape.of(n), Shape.of(n, n)); }     // values, vectors
 *
 *     public TensorType infer(List<Tensor> x) {
 *         Shape matrix = x.get(0).shape();
 *         return packing(matrix.extent(-1)).type(x.get(0).type(), matrix.range(0, matrix.rank() - 2));
 *     }
 *
 *     public List<Tensor> vjp(Tensor y, Tensor cotangent) {
 *         List<@Nullable Tensor> bars = packing(n).cotangents(cotangent);    // null where a part is not used
 *         …
 *     }
 *
 *     public Tensor jvp(Tensor y, List<Tensor> tangents) { … return packing(n).pack(y.tensorType(), valuesDot, vectorsDot); }
 * }
 *
 * List<Tensor> parts = packing(n).parts(Tensor.apply(new SymmetricEigen(), x));            // [batch …, n], [batch …, n, n]
 * }</pre>
 *
 * <p>Since every row of the result belongs to one element of the batch, such a primitive batches like any other with leading axes.
 *
 * @param shapes of the parts of one row
 */
public record Packing(List<Shape> shapes) {

    public Packing {
        shapes = List.copyOf(shapes);
    }

    /** Parts of these shapes. */
    public static Packing of(Shape... shapes) {
        return new Packing(List.of(shapes));
    }

    /** The length of a row. */
    public int size() {
        return shapes.stream().mapToInt(Shape::size).sum();
    }

    /** The type of rows for a batch of this shape, which is empty for a single one. */
    public TensorType type(DType type, Shape batch) {
        return new TensorType(type, batch.append(Shape.of(size())));
    }

    /** The parts of packed rows, each with the axes of the batch in front. */
    public List<Tensor> parts(Tensor packed) {
        if (packed.rank() == 0 || packed.shape().extent(-1) != size()) {
            throw new ShapeException(
                    "parts: got " + packed.shape() + ", expected a last axis of " + size() + " for parts " + shapes);
        }
        List<Tensor> parts = new ArrayList<>();
        Shape batch = packed.shape().range(0, packed.rank() - 1);
        int at = 0;
        for (Shape shape : shapes) {
            parts.add(packed.slice(-1, at, at + shape.size()).reshape(batch.append(shape)));
            at += shape.size();
        }
        return parts;
    }

    /**
     * The rows that hold these parts.
     *
     * @param type of the rows
     * @param parts null where a part is 0
     */
    public Tensor pack(TensorType type, @Nullable Tensor... parts) {
        if (parts.length != shapes.size()) {
            throw new ShapeException("pack: expected " + shapes.size() + " parts, got " + parts.length);
        }
        Shape batch = type.shape().range(0, type.shape().rank() - 1);
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            Tensor part = parts[i];
            Shape row = batch.append(Shape.of(shapes.get(i).size()));
            rows.add(part == null ? Tensor.full(type.type(), row, 0) : part.reshape(row));
        }
        return Tensor.concat(-1, rows);
    }

    /**
     * The cotangents of the parts from that of the rows; null where the expression shows that it is 0, as it is for parts that nobody uses. What a rule
     * would compute from such a part, it can leave out, and has to where it is infinite.
     */
    public List<@Nullable Tensor> cotangents(Tensor cotangent) {
        List<@Nullable Tensor> cotangents = new ArrayList<>();
        Shape batch = cotangent.shape().range(0, cotangent.rank() - 1);
        int at = 0;
        for (Shape shape : shapes) {
            Tensor part = shape.size() == 0 ? null : part(cotangent, at, at + shape.size());
            cotangents.add(part == null ? null : part.reshape(batch.append(shape)));
            at += shape.size();
        }
        return cotangents;
    }

    /** Places {@code from} to {@code to} along the last axis; null where they are 0 for certain. */
    private static @Nullable Tensor part(Tensor x, int from, int to) {
        if (x.constantValue().isPresent() && x.constantValue().getAsDouble() == 0) {
            return null;
        }
        int last = x.rank() - 1;
        if (x.op() == Binary.ADD) {
            Tensor a = part(x.operand(0), from, to);
            Tensor b = part(x.operand(1), from, to);
            return a == null ? b : b == null ? a : a.plus(b);
        }
        if (x.op() instanceof Pad pad && padsLastOnly(pad)) {
            int low = pad.low().get(last);
            int high = low + x.operand(0).shape().extent(last);
            if (to <= low || from >= high) {
                return null;
            }
            if (from >= low && to <= high) {
                return part(x.operand(0), from - low, to - low);
            }
        }
        if (x.op() instanceof Concat concat && concat.axis() == last) {
            int at = 0;
            for (Tensor piece : x.operands()) {
                int end = at + piece.shape().extent(last);
                if (from >= at && to <= end) {
                    return part(piece, from - at, to - at);
                }
                at = end;
            }
        }
        return x.slice(-1, from, to);
    }

    private static boolean padsLastOnly(Pad pad) {
        for (int axis = 0; axis < pad.low().size(); axis++) {
            boolean last = axis == pad.low().size() - 1;
            if (pad.between().get(axis) != 0
                    || !last && (pad.low().get(axis) != 0 || pad.high().get(axis) != 0)
                    || pad.low().get(axis) < 0
                    || pad.high().get(axis) < 0) {
                return false;
            }
        }
        return true;
    }
}
