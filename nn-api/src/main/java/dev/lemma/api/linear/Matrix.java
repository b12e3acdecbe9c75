package dev.lemma.api.linear;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the rules share: checks of shapes, and parts of matrices. */
final class Matrix {

    private Matrix() {}

    static void operands(String name, List<Tensor> operands, int expected) {
        if (operands.size() != expected) {
            throw new ShapeException(name + ": expected " + expected + " operands, got " + operands.size());
        }
    }

    static Shape batch(Tensor a) {
        return a.shape().range(0, a.rank() - 2);
    }

    static int rows(Tensor a) {
        return a.shape().extent(-2);
    }

    static int columns(Tensor a) {
        return a.shape().extent(-1);
    }

    static void requireMatrix(String name, Tensor a) {
        if (a.rank() < 2) {
            throw new ShapeException(
                    name + ": expected a matrix, or a batch of them in the last two axes, got " + a.tensorType());
        }
    }

    static void requireSquare(String name, Tensor a) {
        requireMatrix(name, a);
        if (rows(a) != columns(a)) {
            throw new ShapeException(name + ": expected square matrices in the last two axes, got " + a.tensorType());
        }
    }

    /** The type of {@code op(A)⁻¹B}. */
    static TensorType solution(String name, Tensor a, Tensor b) {
        requireSquare(name, a);
        requireMatrix(name, b);
        if (a.type() != b.type() || !batch(a).equals(batch(b)) || rows(b) != rows(a)) {
            throw new ShapeException(name + ": matrices " + a.tensorType() + " and right-hand sides " + b.tensorType()
                    + ": expected one type, equal batch axes, and as many rows");
        }
        return b.tensorType();
    }

    /** The strict triangle below the diagonal, the diagonal times a factor, zeros above; {@code below = false}: the other way round. */
    static Tensor triangle(Tensor x, boolean below, double diagonal) {
        int n = Math.max(rows(x), columns(x));
        Tensor row = Tensor.range(x.type(), n).slice(0, 0, rows(x)).expand(-1);
        Tensor column = Tensor.range(x.type(), n).slice(0, 0, columns(x));
        Tensor strict = below ? row.greaterThan(column) : row.lessThan(column);
        Tensor kept = diagonal == 0 ? strict : strict.plus(row.equalTo(column).times(diagonal));
        return x.times(kept);
    }

    static Tensor identity(Tensor like) {
        int n = columns(like);
        Tensor places = Tensor.range(like.type(), n);
        return places.expand(-1).equalTo(places).broadcast(batch(like).append(Shape.of(n, n)));
    }

    static Tensor symmetric(Tensor x) {
        return x.plus(x.transpose()).times(0.5);
    }

    /** The diagonal of square matrices, [.., n]. */
    static Tensor diagonal(Tensor x) {
        int n = columns(x);
        Tensor rows = x.reshape(batch(x).append(Shape.of(n * n)));
        return n == 0 ? rows : rows.slice(-1, 0, n * n, n + 1);
    }

    /** {@code X T⁻¹} or {@code X T⁻ᵀ} for a triangular T. */
    static Tensor divide(Tensor x, Tensor t, boolean lower, boolean transposed) {
        return Tensor.apply(new TriangularSolve(lower, !transposed), t, x.transpose())
                .transpose();
    }

    /**
     * A solution with one matrix, or one batch of them, for right-hand sides of n elements.
     *
     * @param right [n, .., rows, k]
     * @param solve from [.., rows, n·k] to the like
     */
    static Tensor columnsOfAll(Tensor right, UnaryOperator<Tensor> solve) {
        int rank = right.rank();
        int n = right.shape().extent(0);
        int k = columns(right);
        Tensor beside = Mapped.move(right, 0, rank - 2);
        Shape rows = beside.shape().range(0, rank - 2);
        Tensor solved = solve.apply(beside.reshape(rows.append(Shape.of(n * k))));
        return Mapped.move(solved.reshape(rows.append(Shape.of(n, k))), rank - 2, 0);
    }
}
