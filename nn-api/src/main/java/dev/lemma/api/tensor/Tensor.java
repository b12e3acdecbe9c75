package dev.lemma.api.tensor;

import dev.lemma.api.random.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * An expression: one operation applied to other expressions, with a type and a shape that are known as soon as it is written. A mistake is
 * raised at the line that wrote it.
 *
 * <pre>{@code
 * Tensor x = Tensor.input("x", DType.FLOAT64, 128, 784);
 * Tensor y = x.matmul(w).plus(b).tanh();
 * }</pre>
 *
 * <p>Nothing is computed until a compiler runs the expression. Tensors are immutable and compare by identity. Binary operations broadcast as in NumPy;
 * their operands must have one type. Axes may be negative, counting from the last.
 *
 * <p>An expression is what was written: a factor of one, a sum with zero, a product with a transpose stay as they are said, so that whoever walks the
 * expression sees them. Only what says nothing, such as a reshape to the shape that is there, leaves no node. Rewriting is the compiler's.
 *
 * <p>Expressions can be walked: {@link #op}, {@link #operands}, {@link #shape}; a parameter is a node whose op is a {@link ParameterView}. Limits, structured
 * derivatives and certificates are computed from that, never from layer classes.
 */
public final class Tensor {

    private final Primitive op;
    private final List<Tensor> operands;
    private final TensorType type;

    private Tensor(Primitive op, List<Tensor> operands, TensorType type) {
        this.op = op;
        this.operands = operands;
        this.type = type;
    }

    // ------------------------------------------------------------------ writing leaves

    /** The application of a primitive. */
    public static Tensor apply(Primitive op, List<Tensor> operands) {
        List<Tensor> copy = List.copyOf(operands);
        return new Tensor(op, copy, op.infer(copy));
    }

    /** The application of a primitive. */
    public static Tensor apply(Primitive op, Tensor... operands) {
        return apply(op, Arrays.asList(operands));
    }

    /** A leaf whose numbers are given when the program runs. */
    public static Tensor input(String name, DType type, int... extents) {
        return input(name, new TensorType(type, Shape.of(extents)));
    }

    /** A leaf whose numbers are given when the program runs. */
    public static Tensor input(String name, TensorType type) {
        return apply(new Input(name, type));
    }

    /** Numbers written into the expression. */
    public static Tensor literal(Array array) {
        return apply(new Literal(array));
    }

    /** A number written into the expression, as a scalar of the type. */
    public static Tensor constant(DType type, double value) {
        return literal(Array.full(type, Shape.scalar(), value));
    }

    /** One number everywhere. */
    public static Tensor full(DType type, Shape shape, double value) {
        return constant(type, value).broadcast(shape);
    }

    /** 0, 1, …, n − 1. */
    public static Tensor range(DType type, int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> i);
        return literal(Array.of(Shape.of(n), values).as(type));
    }

    /** A key written into the expression, as an operand of draws. */
    public static Tensor key(DType type, Key key) {
        return literal(keyWords(type, key));
    }

    /** A key as the four numbers that a program takes for it. */
    public static Array keyWords(DType type, Key key) {
        double[] words = new double[4];
        for (int i = 0; i < 4; i++) {
            words[i] = (key.state() >>> (48 - 16 * i)) & 0xFFFF;
        }
        return Array.vector(words).as(type);
    }

    // ------------------------------------------------------------------ reading

    public Primitive op() {
        return op;
    }

    public List<Tensor> operands() {
        return operands;
    }

    /** The i-th operand, counted from 0. */
    public Tensor operand(int i) {
        return operands.get(i);
    }

    public TensorType tensorType() {
        return type;
    }

    /** The type of its numbers. */
    public DType type() {
        return type.type();
    }

    /** Its shape, known since it was written. */
    public Shape shape() {
        return type.shape();
    }

    /** Number of axes; 0 for a scalar. */
    public int rank() {
        return type.shape().rank();
    }

    /** The number that stands everywhere in this expression, if that can be seen: a scalar literal, stretched or reshaped. */
    public OptionalDouble constantValue() {
        if (op instanceof Literal literal && literal.array().shape().size() == 1) {
            return OptionalDouble.of(literal.array().get(0));
        }
        return op instanceof Broadcast || op instanceof Reshape
                ? operands.get(0).constantValue()
                : OptionalDouble.empty();
    }

    // ------------------------------------------------------------------ arithmetic

    private static Tensor binary(Binary op, Tensor a, Tensor b) {
        if (a.type() != b.type()) {
            throw new ShapeException(
                    op + ": got " + a.tensorType() + " and " + b.tensorType() + ": cast one of them with as(…)");
        }
        Shape shape = a.shape().equals(b.shape()) ? a.shape() : Broadcast.common(op.toString(), a, b);
        return apply(op, a.broadcast(shape), b.broadcast(shape));
    }

    /** {@code x + b}. */
    public Tensor plus(Tensor b) {
        return binary(Binary.ADD, this, b);
    }

    /** {@code x + b}. */
    public Tensor plus(double b) {
        return plus(constant(type(), b));
    }

    /** {@code x − b}. */
    public Tensor minus(Tensor b) {
        return binary(Binary.SUBTRACT, this, b);
    }

    /** {@code x − b}. */
    public Tensor minus(double b) {
        return minus(constant(type(), b));
    }

    /** {@code x·b}, element by element; the product of matrices is {@link #matmul}. */
    public Tensor times(Tensor b) {
        return binary(Binary.MULTIPLY, this, b);
    }

    /** {@code x·b}. */
    public Tensor times(double b) {
        return times(constant(type(), b));
    }

    /** {@code x/b}. */
    public Tensor dividedBy(Tensor b) {
        return binary(Binary.DIVIDE, this, b);
    }

    /** {@code x/b}. */
    public Tensor dividedBy(double b) {
        return dividedBy(constant(type(), b));
    }

    /** {@code −x}. */
    public Tensor negate() {
        return apply(Unary.NEGATE, this);
    }

    /** {@code 1/x}. */
    public Tensor reciprocal() {
        return filled(1).dividedBy(this);
    }

    /** {@code max(x, b)}, element by element; at a tie the derivative goes to b. The largest of an axis is {@link #max}. */
    public Tensor maximum(Tensor b) {
        return binary(Binary.MAXIMUM, this, b);
    }

    /** {@code max(x, b)}; derivative 0 at a tie. */
    public Tensor maximum(double b) {
        return maximum(constant(type(), b));
    }

    /** {@code min(x, b)}, element by element; at a tie the derivative goes to b. The smallest of an axis is {@link #min}. */
    public Tensor minimum(Tensor b) {
        return binary(Binary.MINIMUM, this, b);
    }

    /** {@code min(x, b)}; derivative 0 at a tie. */
    public Tensor minimum(double b) {
        return minimum(constant(type(), b));
    }

    /** The nearest number in [low, high]. */
    public Tensor clamp(double low, double high) {
        return maximum(low).minimum(high);
    }

    /** {@code xᵇ}, element by element. */
    public Tensor pow(Tensor b) {
        return binary(Binary.POWER, this, b);
    }

    /** {@code xᵖ}; small whole powers and ½ without logarithms. */
    public Tensor pow(double p) {
        if (p == 1) {
            return this;
        }
        if (p == 2) {
            return square();
        }
        if (p == 3) {
            return square().times(this);
        }
        if (p == 4) {
            return square().square();
        }
        if (p == -1) {
            return reciprocal();
        }
        if (p == 0) {
            return filled(1);
        }
        return p == 0.5 ? sqrt() : pow(constant(type(), p));
    }

    /** {@code bˣ}: this is the exponent. */
    public Tensor powerOf(double base) {
        return constant(type(), base).pow(this);
    }

    /** {@code x²}. */
    public Tensor square() {
        return times(this);
    }

    // ------------------------------------------------------------------ comparisons: 1 where they hold, else 0

    /** {@code x < b}. */
    public Tensor lessThan(Tensor b) {
        return binary(Binary.LESS, this, b);
    }

    /** {@code x < b}. */
    public Tensor lessThan(double b) {
        return lessThan(constant(type(), b));
    }

    /** {@code x ≤ b}. */
    public Tensor atMost(Tensor b) {
        return binary(Binary.LESS_OR_EQUAL, this, b);
    }

    /** {@code x ≤ b}. */
    public Tensor atMost(double b) {
        return atMost(constant(type(), b));
    }

    /** {@code x > b}. */
    public Tensor greaterThan(Tensor b) {
        return b.lessThan(this);
    }

    /** {@code x > b}. */
    public Tensor greaterThan(double b) {
        return constant(type(), b).lessThan(this);
    }

    /** {@code x ≥ b}. */
    public Tensor atLeast(Tensor b) {
        return b.atMost(this);
    }

    /** {@code x ≥ b}. */
    public Tensor atLeast(double b) {
        return constant(type(), b).atMost(this);
    }

    /** {@code x = b}; NaN equals nothing. */
    public Tensor equalTo(Tensor b) {
        return binary(Binary.EQUAL, this, b);
    }

    /** {@code x = b}; NaN equals nothing. */
    public Tensor equalTo(double b) {
        return equalTo(constant(type(), b));
    }

    /** {@code x ≠ b}; 1 where one of them is NaN. */
    public Tensor notEqualTo(Tensor b) {
        return equalTo(b).negate().plus(1);
    }

    /** {@code x ≠ b}; 1 where x is NaN. */
    public Tensor notEqualTo(double b) {
        return notEqualTo(constant(type(), b));
    }

    /** {@code condition ≠ 0 ? a : b}; the three broadcast together. */
    public static Tensor select(Tensor condition, Tensor a, Tensor b) {
        if (a.type() != b.type() || condition.type() != a.type()) {
            throw new ShapeException("select: got " + condition.tensorType() + ", " + a.tensorType() + " and "
                    + b.tensorType() + ": expected one type");
        }
        Shape shape = Broadcast.common("select", a, b);
        shape = shape.equals(condition.shape())
                ? shape
                : Broadcast.common("select", full(a.type(), shape, 0), condition);
        return apply(new Select(), condition.broadcast(shape), a.broadcast(shape), b.broadcast(shape));
    }

    // ------------------------------------------------------------------ elementary functions

    /** {@code |x|}, with derivative 0 at 0. */
    public Tensor abs() {
        return apply(Unary.ABS, this);
    }

    /** −1, 0 or 1, with derivative 0. */
    public Tensor sign() {
        return apply(Unary.SIGN, this);
    }

    /** {@code √x}; NaN below 0, derivative ∞ at 0. */
    public Tensor sqrt() {
        return apply(Unary.SQRT, this);
    }

    /** {@code eˣ}. */
    public Tensor exp() {
        return apply(Unary.EXP, this);
    }

    /** {@code eˣ − 1}, accurate near 0. */
    public Tensor expm1() {
        return apply(Unary.EXPM1, this);
    }

    /** The natural logarithm; −∞ at 0, NaN below. */
    public Tensor log() {
        return apply(Unary.LOG, this);
    }

    /** {@code log(1 + x)}, accurate near 0. */
    public Tensor log1p() {
        return apply(Unary.LOG1P, this);
    }

    /** The hyperbolic tangent. */
    public Tensor tanh() {
        return apply(Unary.TANH, this);
    }

    /** {@code σ(x) = 1/(1 + e⁻ˣ)}, the logistic function. */
    public Tensor sigmoid() {
        return apply(Unary.SIGMOID, this);
    }

    /** {@code log σ(x)}, without overflow for any x. */
    public Tensor logSigmoid() {
        return apply(Unary.LOG_SIGMOID, this);
    }

    /** {@code log(1 + eˣ)}, without overflow for any x. */
    public Tensor softplus() {
        return apply(Unary.SOFTPLUS, this);
    }

    /** The error function, {@code 2/√π ∫₀ˣ e^{−s²} ds}. */
    public Tensor erf() {
        return apply(Unary.ERF, this);
    }

    /** {@code 1 − erf(x)}, accurate in the right tail. */
    public Tensor erfc() {
        return apply(Unary.ERFC, this);
    }

    /** The sine of an angle in radians. */
    public Tensor sin() {
        return apply(Unary.SIN, this);
    }

    /** The cosine of an angle in radians. */
    public Tensor cos() {
        return apply(Unary.COS, this);
    }

    /** The tangent of an angle in radians. */
    public Tensor tan() {
        return sin().dividedBy(cos());
    }

    /** The inverse tangent, in (−π/2, π/2). */
    public Tensor atan() {
        return apply(Unary.ATAN, this);
    }

    /** {@code log |Γ(x)|}. */
    public Tensor logGamma() {
        return apply(Unary.LOG_GAMMA, this);
    }

    /** {@code ψ(x) = Γ′(x)/Γ(x)}. */
    public Tensor digamma() {
        return apply(new Polygamma(0), this);
    }

    /** The largest whole number that is not above x; derivative 0. */
    public Tensor floor() {
        return apply(Unary.FLOOR, this);
    }

    /** The smallest whole number that is not below x; derivative 0. */
    public Tensor ceil() {
        return apply(Unary.CEIL, this);
    }

    /** The nearest whole number, halves to the even one; derivative 0. */
    public Tensor round() {
        return apply(Unary.ROUND, this);
    }

    /** {@code max(x, 0)}. */
    public Tensor relu() {
        return maximum(0);
    }

    // ------------------------------------------------------------------ shape

    /** Stretched to a shape as in NumPy: axes are added in front, and axes of extent 1 repeated. */
    public Tensor broadcast(Shape shape) {
        return shape.equals(shape()) ? this : apply(new Broadcast(shape), this);
    }

    /** Stretched to a shape as in NumPy: axes are added in front, and axes of extent 1 repeated. */
    public Tensor broadcast(int... extents) {
        return broadcast(Shape.of(extents));
    }

    /** One number everywhere, in the type and shape of this tensor. */
    public Tensor filled(double value) {
        return full(type(), shape(), value);
    }

    /** The same numbers in row-major order under another shape of equal size. */
    public Tensor reshape(Shape shape) {
        return shape.equals(shape()) ? this : apply(new Reshape(shape), this);
    }

    /** Another shape of equal size; one extent may be −1, to be worked out from the others. */
    public Tensor reshape(int... extents) {
        int known = 1;
        int unknown = -1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] >= 0) {
                known *= extents[i];
            } else if (unknown < 0) {
                unknown = i;
            } else {
                throw new ShapeException("reshape: " + Arrays.toString(extents) + " leaves more than one extent open");
            }
        }
        int[] resolved = extents.clone();
        if (unknown >= 0) {
            if (known == 0 || shape().size() % known != 0) {
                throw new ShapeException("reshape: " + shape() + " does not divide into " + Arrays.toString(extents));
            }
            resolved[unknown] = shape().size() / known;
        }
        return reshape(Shape.of(resolved));
    }

    /** All axes from {@code axis} on as one. */
    public Tensor flattenFrom(int axis) {
        int from = axis == rank() ? axis : shape().axis(axis);
        return reshape(shape().range(0, from)
                .append(Shape.of(shape().range(from, rank()).size())));
    }

    /** The axes in another order: axis i of the result is axis {@code axes[i]} of this tensor. */
    public Tensor permute(int... axes) {
        List<Integer> order = new ArrayList<>();
        boolean moves = axes.length != rank();
        for (int axis : axes) {
            int resolved = shape().axis(axis);
            moves |= resolved != order.size();
            order.add(resolved);
        }
        return moves ? apply(new Permute(order), this) : this;
    }

    /** The last two axes exchanged. */
    public Tensor transpose() {
        return swap(-1, -2);
    }

    /** Two axes exchanged. */
    public Tensor swap(int axisA, int axisB) {
        int[] axes = new int[rank()];
        Arrays.setAll(axes, i -> i);
        int a = shape().axis(axisA);
        int b = shape().axis(axisB);
        axes[a] = b;
        axes[b] = a;
        return permute(axes);
    }

    /** A new axis of extent 1, before the given one; −1 puts it last. */
    public Tensor expand(int axis) {
        int at = axis < 0 ? axis + rank() + 1 : axis;
        return reshape(shape().range(0, at).append(Shape.of(1)).append(shape().range(at, rank())));
    }

    /** Without the axis, which has extent 1. */
    public Tensor squeeze(int axis) {
        if (shape().extent(axis) != 1) {
            throw new ShapeException("squeeze: axis " + axis + " of " + shape() + " has extent " + shape().extent(axis)
                    + ", expected 1");
        }
        return reshape(shape().without(axis));
    }

    /** Places {@code from} (inclusive) to {@code to} (exclusive) along an axis. */
    public Tensor slice(int axis, int from, int to) {
        return slice(axis, from, to, 1);
    }

    /** Every {@code step}-th place from {@code from} (inclusive) to {@code to} (exclusive) along an axis. */
    public Tensor slice(int axis, int from, int to, int step) {
        int at = shape().axis(axis);
        if (from < 0 || to > shape().extent(at) || from > to || step < 1) {
            throw new ShapeException("slice: [" + from + ", " + to + ") by " + step + " of axis " + axis + " of "
                    + shape() + ": expected 0 <= from <= to <= " + shape().extent(at) + " and a step of at least 1");
        }
        if (from == 0 && to == shape().extent(at) && step == 1) {
            return this;
        }
        List<Integer> starts = new ArrayList<>();
        List<Integer> extents = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < rank(); i++) {
            starts.add(i == at ? from : 0);
            extents.add(i == at ? (to - from + step - 1) / step : shape().extent(i));
            steps.add(i == at ? step : 1);
        }
        return apply(new Slice(starts, extents, steps), this);
    }

    /** One place along an axis, which disappears. */
    public Tensor at(int axis, int place) {
        return slice(axis, place, place + 1).squeeze(axis);
    }

    /** Parts one after another along an axis, of these extents, which together are the axis'. */
    public Tensor[] split(int axis, int... extents) {
        int extent = shape().extent(axis);
        if (Arrays.stream(extents).anyMatch(e -> e < 0)
                || Arrays.stream(extents).asLongStream().sum() != extent) {
            throw new ShapeException("split: " + Arrays.toString(extents) + " of axis " + axis + " of " + shape()
                    + ": expected extents that sum to " + extent);
        }
        Tensor[] parts = new Tensor[extents.length];
        int from = 0;
        for (int i = 0; i < extents.length; i++) {
            parts[i] = slice(axis, from, from + extents[i]);
            from += extents[i];
        }
        return parts;
    }

    /** Zeros before and after along an axis. */
    public Tensor pad(int axis, int low, int high) {
        if (low == 0 && high == 0) {
            return this;
        }
        List<Integer> lows = new ArrayList<>();
        List<Integer> highs = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        for (int i = 0; i < rank(); i++) {
            lows.add(i == shape().axis(axis) ? low : 0);
            highs.add(i == shape().axis(axis) ? high : 0);
            between.add(0);
        }
        return apply(new Pad(lows, highs, between), this);
    }

    /** Periodic continuation before and after along an axis, by at most its extent. */
    public Tensor wrap(int axis, int low, int high) {
        int extent = shape().extent(axis);
        if (low < 0 || high < 0 || low > extent || high > extent) {
            throw new ShapeException("wrap: axis " + axis + " of " + shape() + " continues by at most its extent, got "
                    + low + " and " + high);
        }
        List<Tensor> parts = new ArrayList<>();
        if (low > 0) {
            parts.add(slice(axis, extent - low, extent));
        }
        parts.add(this);
        if (high > 0) {
            parts.add(slice(axis, 0, high));
        }
        return concat(axis, parts);
    }

    /** Tensors one after another along an axis. */
    public static Tensor concat(int axis, Tensor... parts) {
        return concat(axis, Arrays.asList(parts));
    }

    /** Tensors one after another along an axis. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : apply(new Concat(parts.get(0).shape().axis(axis)), parts);
    }

    /** Tensors of one shape along a new axis. */
    public static Tensor stack(int axis, List<Tensor> parts) {
        List<Tensor> expanded = new ArrayList<>();
        for (Tensor part : parts) {
            expanded.add(part.expand(axis));
        }
        return concat(axis, expanded);
    }

    /** The same numbers rounded to a type; the derivative is rounded back. */
    public Tensor as(DType type) {
        return type == type() ? this : apply(new Cast(type), this);
    }

    // ------------------------------------------------------------------ choosing places

    /** The places of an axis named by whole-number indices; the axis is replaced by the axes of the indices. */
    public Tensor gather(int axis, Tensor indices) {
        return apply(new Gather(shape().axis(axis)), this, indices);
    }

    /** One place per row along the last axis. */
    public Tensor takeAlong(Tensor indices) {
        return apply(new TakeAlong(), this, indices);
    }

    /** 1 at the place along a new last axis of the given extent that this tensor names, 0 elsewhere. */
    public Tensor oneHot(int classes) {
        return expand(-1).equalTo(range(type(), classes));
    }

    // ------------------------------------------------------------------ reductions

    List<Integer> axes(int... axes) {
        int[] resolved = new int[axes.length == 0 ? rank() : axes.length];
        Arrays.setAll(resolved, i -> axes.length == 0 ? i : shape().axis(axes[i]));
        Arrays.sort(resolved);
        List<Integer> list = new ArrayList<>();
        for (int axis : resolved) {
            list.add(axis);
        }
        return list;
    }

    private Tensor kept(Tensor reduced, int... axes) {
        return reduced.reshape(Sum.kept(shape(), axes(axes)));
    }

    /** The sum over the axes, which disappear; over all of them when none is named. */
    public Tensor sum(int... axes) {
        return rank() == 0 ? this : apply(new Sum(axes(axes)), this);
    }

    /** The mean over the axes, which disappear; over all of them when none is named. */
    public Tensor mean(int... axes) {
        Tensor sum = sum(axes);
        double count = (double) shape().size() / Math.max(1, sum.shape().size());
        if (count == 0) {
            throw new ShapeException("mean: " + shape() + " has no elements along " + axes(axes));
        }
        return sum.times(1 / count);
    }

    /** The mean squared deviation from the mean over the axes (divided by n, not n − 1), which disappear; two passes. */
    public Tensor variance(int... axes) {
        return minus(kept(mean(axes), axes)).square().mean(axes);
    }

    /** The maximum over the axes, which disappear; over all of them when none is named. */
    public Tensor max(int... axes) {
        return rank() == 0 ? this : apply(new Max(axes(axes)), this);
    }

    /** The minimum over the axes, which disappear; over all of them when none is named. */
    public Tensor min(int... axes) {
        return negate().max(axes).negate();
    }

    /** The first place of the maximum along an axis, which disappears. */
    public Tensor argMax(int axis) {
        return apply(new ArgMax(), moveLast(axis));
    }

    private Tensor moveLast(int axis) {
        int at = shape().axis(axis);
        int[] order = new int[rank()];
        int next = 0;
        for (int i = 0; i < rank(); i++) {
            if (i != at) {
                order[next++] = i;
            }
        }
        order[next] = at;
        return permute(order);
    }

    /** Partial sums along an axis. */
    public Tensor cumulativeSum(int axis) {
        Tensor summed = apply(new CumulativeSum(false), moveLast(axis));
        int at = shape().axis(axis);
        int[] back = new int[rank()];
        for (int i = 0; i < rank(); i++) {
            back[i] = i < at ? i : i == at ? rank() - 1 : i - 1;
        }
        return summed.permute(back);
    }

    /** {@code log Σ exp x} over the axes, which disappear; no overflow, exact for ±∞. */
    public Tensor logSumExp(int... axes) {
        return Softmax.logSum(this, axes);
    }

    /** {@code exp x / Σ exp x} along an axis; among infinite numbers the largest share equally. */
    public Tensor softmax(int axis) {
        return Softmax.softmax(this, axis);
    }

    /** {@code x − log Σ exp x} along an axis; among infinite numbers the largest share equally. */
    public Tensor logSoftmax(int axis) {
        return Softmax.logSoftmax(this, axis);
    }

    // ------------------------------------------------------------------ products

    /**
     * The matrix product of the last two axes. The leading axes broadcast; a second operand of rank 2 is applied to every row of the first.
     */
    public Tensor matmul(Tensor b) {
        if (rank() > 2 && b.rank() == 2) {
            Shape rows = shape().range(0, rank() - 1);
            Tensor product = reshape(Shape.of(rows.size(), shape().extent(-1))).matmul(b);
            return product.reshape(rows.append(Shape.of(b.shape().extent(-1))));
        }
        if (rank() < 2 || b.rank() < 2 || rank() == 2 && b.rank() == 2) {
            return product(this, b);
        }
        Shape batchA = shape().range(0, rank() - 2);
        Shape batchB = b.shape().range(0, b.rank() - 2);
        Shape batch = batchA.equals(batchB)
                ? batchA
                : Broadcast.common("matmul (batch axes)", full(type(), batchA, 0), full(type(), batchB, 0));
        return product(
                broadcast(batch.append(shape().range(rank() - 2, rank()))),
                b.broadcast(batch.append(b.shape().range(b.rank() - 2, b.rank()))));
    }

    private static Tensor product(Tensor a, Tensor b) {
        return apply(new MatMul(false, false), a, b);
    }

    /** The inner product {@code Σ xⱼ yⱼ} of two tensors of one shape. */
    public Tensor dot(Tensor b) {
        return times(b).sum();
    }

    // ------------------------------------------------------------------ derivatives

    /** This value, through which no derivative passes. */
    public Tensor stopGradient() {
        return apply(new StopGradient(), this);
    }

    /**
     * This value, an expression in {@code variables}, with the user's own derivative with respect to them.
     *
     * @param rule the cotangents of the variables from that of this value
     */
    public Tensor withGradient(List<Tensor> variables, CustomGradient.Rule rule) {
        List<Tensor> operands = new ArrayList<>();
        operands.add(this);
        operands.addAll(variables);
        return apply(new CustomGradient(rule), operands);
    }

    // ------------------------------------------------------------------ randomness

    /** The child of this key with a number that is known only when the program runs. */
    public Tensor keyAt(Tensor index) {
        return apply(new DeriveKey(), this, index);
    }

    /** The i-th child of this key. */
    public Tensor keyAt(int i) {
        return keyAt(constant(type(), i));
    }

    @Override
    public String toString() {
        return op + " : " + type;
    }

    static @Nullable Tensor sum(List<Tensor> terms) {
        Tensor sum = null;
        for (Tensor term : terms) {
            sum = sum == null ? term : sum.plus(term);
        }
        return sum;
    }
}
