package dev.lemma.api.kernel;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of points at which a kernel is evaluated, as expressions: all pairs of the rows of two matrices, a tile [n, m] of a Gram matrix, or each row with
 * the row of the same number, a part [n] of its diagonal. A kernel is written once for both.
 *
 * <p>What costs least comes first: {@link #squaredDistance} and {@link #innerProduct} are one matrix product, {@code 2nmd} operations; {@link #sum} is one chain
 * of element-wise operations for few coordinates; {@link #left} and {@link #right} may make values of size n·m·d.
 */
public final class Pairs {

    /** Up to here a sum over coordinates is written out, and nothing of size n·m·d exists. */
    private static final int FEW = 16;

    private final Tensor x;
    private final Tensor y;
    private final boolean aligned;
    private final @Nullable Tensor same;
    private @Nullable Tensor squaredDistance;
    private @Nullable Tensor innerProduct;

    private Pairs(Tensor x, Tensor y, boolean aligned, @Nullable Tensor same) {
        if (x.rank() != 2 || y.rank() != 2 || x.shape().extent(1) != y.shape().extent(1)) {
            throw new ShapeException(
                    "pairs: expected points [n, d] and [m, d], got " + x.shape() + " and " + y.shape());
        }
        if (x.type() != y.type()) {
            throw new ShapeException("pairs: got " + x.tensorType() + " and " + y.tensorType() + ": cast one of them");
        }
        if (aligned && !x.shape().equals(y.shape())) {
            throw new ShapeException(
                    "pairs: expected as many points on both sides, got " + x.shape() + " and " + y.shape());
        }
        this.x = x;
        this.y = y;
        this.aligned = aligned;
        this.same = same;
    }

    /** All pairs of a row of x, [n, d], and a row of y, [m, d], which are different samples even where their numbers are equal. */
    public static Pairs all(Tensor x, Tensor y) {
        return new Pairs(x, y, false, null);
    }

    /**
     * All pairs of samples with numbers: two are the same sample where these are equal.
     *
     * @param numbersX [n]
     * @param numbersY [m]
     */
    public static Pairs all(Tensor x, Tensor y, Tensor numbersX, Tensor numbersY) {
        return new Pairs(x, y, false, numbersX.expand(-1).equalTo(numbersY));
    }

    /** Each row of x, [n, d], with itself. */
    public static Pairs diagonal(Tensor x) {
        return new Pairs(x, x, true, Tensor.full(x.type(), Shape.of(x.shape().extent(0)), 1));
    }

    /** Each row of x, [n, d], with the row of y, [n, d], that has its number; they are different samples. */
    public static Pairs aligned(Tensor x, Tensor y) {
        return new Pairs(x, y, true, null);
    }

    /**
     * Each row of x, [n, d], with the row of y, [n, d], that has its number.
     *
     * @param same [n], 1 where both are the same sample, else 0
     */
    public static Pairs aligned(Tensor x, Tensor y, Tensor same) {
        return new Pairs(x, y, true, same);
    }

    /** [n, m], or [n] for pairs of equal number: the shape of the kernel's values. */
    public Shape shape() {
        int n = x.shape().extent(0);
        return aligned ? Shape.of(n) : Shape.of(n, y.shape().extent(0));
    }

    /** The type of the coordinates. */
    public DType type() {
        return x.type();
    }

    /** d. */
    public int dimension() {
        return x.shape().extent(1);
    }

    /** Whether each row meets only the row of its number. */
    public boolean isAligned() {
        return aligned;
    }

    /** The points on the left as they were given, [n, d]. */
    public Tensor leftRows() {
        return x;
    }

    /** The points on the right as they were given, [m, d]. */
    public Tensor rightRows() {
        return y;
    }

    /** The points on the left, with coordinates along the last axis, in a shape that broadcasts with {@link #right}. */
    public Tensor left() {
        return aligned ? x : x.expand(1);
    }

    /** The points on the right, with coordinates along the last axis, in a shape that broadcasts with {@link #left}. */
    public Tensor right() {
        return aligned ? y : y.expand(0);
    }

    /** A function of the point on the left, [n] of its rows [n, d], in a shape that broadcasts with the values. */
    public Tensor ofLeft(UnaryOperator<Tensor> f) {
        Tensor value = f.apply(x);
        return aligned ? value : value.expand(-1);
    }

    /** A function of the point on the right, [m] of its rows [m, d], in a shape that broadcasts with the values. */
    public Tensor ofRight(UnaryOperator<Tensor> f) {
        return f.apply(y);
    }

    /** {@code ‖x − x′‖²}; exactly 0 where the points are equal. */
    public Tensor squaredDistance() {
        Tensor made = squaredDistance;
        if (made == null) {
            made = aligned ? x.minus(y).square().sum(1) : Tensor.apply(new SquaredDistance(), x, y);
            squaredDistance = made;
        }
        return made;
    }

    /** {@code ‖x + x′‖²}; exactly 0 where one point is the negative of the other. */
    public Tensor squaredSum() {
        return aligned ? x.plus(y).square().sum(1) : Tensor.apply(new SquaredDistance(), x, y.negate());
    }

    /** {@code ‖x − x′‖}, whose derivative is taken as 0 where the points are equal. */
    public Tensor distance() {
        return root(squaredDistance());
    }

    /** {@code √s} for s ≥ 0, whose derivative is taken as 0 at 0. */
    public static Tensor root(Tensor s) {
        return s.sqrt().withGradient(List.of(s), (root, cotangent) -> {
            Tensor above = Tensor.select(s, s, s.filled(1));
            return List.of(Tensor.select(s, cotangent.times(0.5).dividedBy(above.sqrt()), s.filled(0)));
        });
    }

    /** {@code ⟨x, x′⟩}. */
    public Tensor innerProduct() {
        Tensor made = innerProduct;
        if (made == null) {
            made = aligned ? x.times(y).sum(1) : x.matmul(y.transpose());
            innerProduct = made;
        }
        return made;
    }

    /** {@code Σⱼ f(xⱼ, x′ⱼ)} for a function of two coordinates, an expression in which any shapes broadcast. */
    public Tensor sum(BinaryOperator<Tensor> f) {
        if (aligned || dimension() > FEW || dimension() == 0) {
            return f.apply(left(), right()).sum(-1);
        }
        Tensor sum = null;
        for (int j = 0; j < dimension(); j++) {
            Tensor term = f.apply(x.slice(1, j, j + 1), y.at(1, j));
            sum = sum == null ? term : sum.plus(term);
        }
        return Objects.requireNonNull(sum);
    }

    /** 1 where both points are the same sample, not only equal, else 0: what white noise is made of. */
    public Tensor same() {
        return same == null ? filled(0) : same;
    }

    /** One number for every pair. */
    public Tensor filled(double value) {
        return Tensor.full(type(), shape(), value);
    }

    /** The same pairs, each point replaced by its image: a map of rows [n, d] to [n, d′]. */
    public Pairs map(UnaryOperator<Tensor> map) {
        Tensor left = map.apply(x);
        return new Pairs(left, x == y ? left : map.apply(y), aligned, same);
    }
}
