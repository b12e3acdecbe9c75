package dev.lemma.api.linear;

import dev.lemma.api.tensor.Packing;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * Linear algebra as expressions, with derivatives of any order. Matrices are the last two axes, the axes before them a batch.
 *
 * <pre>{@code
 * Tensor l = LinearAlgebra.cholesky(k.plus(noise));
 * Tensor evidence = LinearAlgebra.logDeterminant(l).times(2).plus(LinearAlgebra.solveTriangular(l, y).square().sum());
 * }</pre>
 *
 * <p>A right-hand side has the matrix' batch axes and then [n], a vector, or [n, k]; a single matrix serves a batch of right-hand sides too. What the primitives say of their
 * derivatives holds here: symmetric matrices have symmetric gradients, and vectors of equal eigenvalues have none.
 */
public final class LinearAlgebra {

    private LinearAlgebra() {}

    /**
     * Eigenvalues, ascending, and eigenvectors of a symmetric matrix.
     *
     * @param values λ, [.., n]
     * @param vectors V, [.., n, n], eigenvectors as columns
     */
    public record Eigen(Tensor values, Tensor vectors) {}

    /**
     * The factors of {@code A = Q R}.
     *
     * @param q Q, [.., m, k]
     * @param r R, [.., k, n]
     */
    public record Qr(Tensor q, Tensor r) {}

    /**
     * The factors of {@code A = U diag(σ) Vᵀ}.
     *
     * @param u U, [.., m, k]
     * @param values σ, [.., k], descending
     * @param vt Vᵀ, [.., k, n]
     */
    public record Svd(Tensor u, Tensor values, Tensor vt) {}

    /** L with {@code A = L Lᵀ}, lower triangular, for symmetric positive definite A; see {@link CholeskyFactor}. */
    public static Tensor cholesky(Tensor a) {
        return Tensor.apply(new CholeskyFactor(), a);
    }

    /** {@code L⁻¹B} for lower triangular L. */
    public static Tensor solveTriangular(Tensor l, Tensor b) {
        return solveTriangular(l, true, false, b);
    }

    /**
     * {@code op(T)⁻¹B} for triangular T; see {@link TriangularSolve}.
     *
     * @param lower whether T is lower triangular; its other triangle is not read
     * @param transposed whether to solve with {@code Tᵀ}
     */
    public static Tensor solveTriangular(Tensor t, boolean lower, boolean transposed, Tensor b) {
        return withColumns(
                "triangular solve",
                t,
                b,
                (m, columns) -> Tensor.apply(new TriangularSolve(lower, transposed), m, columns));
    }

    /** {@code A⁻¹B} from the factor L of {@link #cholesky}: two triangular systems. */
    public static Tensor solveCholesky(Tensor l, Tensor b) {
        return withColumns(
                "cholesky solve",
                l,
                b,
                (m, columns) -> Tensor.apply(
                        new TriangularSolve(true, true),
                        m,
                        Tensor.apply(new TriangularSolve(true, false), m, columns)));
    }

    /** {@code A⁻¹B} by elimination; see {@link LuSolve}. */
    public static Tensor solve(Tensor a, Tensor b) {
        return withColumns(
                "solve",
                a,
                b,
                (m, columns) -> Tensor.apply(new LuSolve(false), Tensor.apply(new LuFactors(), m), m, columns));
    }

    /** {@code A⁻¹}. To multiply by it, {@link #solve} is faster and more accurate. */
    public static Tensor inverse(Tensor a) {
        Matrix.requireSquare("inverse", a);
        return solve(a, Matrix.identity(a));
    }

    /**
     * {@code log |det A|}, [..]: of a factor that {@link #cholesky} gave the sum of the logarithms of its diagonal, otherwise by elimination; see {@link LuLogDeterminant}.
     */
    public static Tensor logDeterminant(Tensor a) {
        Matrix.requireSquare("log-determinant", a);
        return a.op() instanceof CholeskyFactor
                ? Matrix.diagonal(a).log().sum(-1)
                : Tensor.apply(new LuLogDeterminant(), Tensor.apply(new LuFactors(), a), a);
    }

    /**
     * The X that minimises {@code ‖A X − B‖}, A of full rank: of more rows than columns by {@code R⁻¹QᵀB}, of fewer, where many are 0, the least, {@code Q R⁻ᵀB} with {@code Aᵀ = Q R}. A matrix of lower rank is
     * refused when the program runs; {@code LeastSquares} of nn-compiler takes those, for arrays.
     */
    public static Tensor leastSquares(Tensor a, Tensor b) {
        Matrix.requireMatrix("least squares", a);
        boolean tall = Matrix.rows(a) >= Matrix.columns(a);
        return withColumns("least squares", a, b, (m, columns) -> {
            Qr qr = qr(tall ? m : m.transpose());
            return tall
                    ? solveTriangular(qr.r(), false, false, qr.q().transpose().matmul(columns))
                    : qr.q().matmul(solveTriangular(qr.r(), false, true, columns));
        });
    }

    /**
     * {@code A = Q R}, k = min(m, n); see {@link QrFactors}. With fewer rows than columns the first m columns have to be independent for derivatives.
     */
    public static Qr qr(Tensor a) {
        Matrix.requireMatrix("qr", a);
        int m = Matrix.rows(a);
        int n = Matrix.columns(a);
        if (m >= n) {
            List<Tensor> parts = QrFactors.packing(m, n).parts(Tensor.apply(new QrFactors(), a));
            return new Qr(parts.get(0), parts.get(1));
        }
        Qr square = qr(a.slice(-1, 0, m));
        Tensor rest = square.q().transpose().matmul(a.slice(-1, m, n));
        return new Qr(square.q(), Tensor.concat(-1, square.r(), rest));
    }

    /** {@code A = V diag(λ) Vᵀ} for symmetric A; see {@link EigenFactors}. */
    public static Eigen eigh(Tensor a) {
        Matrix.requireSquare("symmetric-eigen", a);
        List<Tensor> parts = EigenFactors.packing(Matrix.rows(a)).parts(Tensor.apply(new EigenFactors(), a));
        return new Eigen(parts.get(0), parts.get(1));
    }

    /** {@code A = U diag(σ) Vᵀ}, thin; see {@link SingularFactors}. */
    public static Svd svd(Tensor a) {
        Matrix.requireMatrix("svd", a);
        Packing packing = SingularFactors.packing(Matrix.rows(a), Matrix.columns(a));
        List<Tensor> parts = packing.parts(Tensor.apply(new SingularFactors(), a));
        return new Svd(parts.get(0), parts.get(1), parts.get(2));
    }

    /** {@code eᴬ}; see {@link MatrixExponential}. */
    public static Tensor exponential(Tensor a) {
        return Tensor.apply(new MatrixExponential(), a);
    }

    /** The diagonal of square matrices, [.., n]. */
    public static Tensor diagonal(Tensor a) {
        Matrix.requireSquare("diagonal", a);
        return Matrix.diagonal(a);
    }

    /** {@code tr A = Σ aᵢᵢ}, [..]. */
    public static Tensor trace(Tensor a) {
        return diagonal(a).sum(-1);
    }

    /** A with zeros above its diagonal, or below it if {@code lower} is false. */
    public static Tensor triangle(Tensor a, boolean lower) {
        Matrix.requireMatrix("triangle", a);
        return Matrix.triangle(a, lower, 1);
    }

    /** {@code ½(A + Aᵀ)}. */
    public static Tensor symmetric(Tensor a) {
        Matrix.requireSquare("symmetric", a);
        return Matrix.symmetric(a);
    }

    @FunctionalInterface
    private interface OnColumns {
        Tensor apply(Tensor matrix, Tensor columns);
    }

    /** Right-hand sides as columns, and the matrix for each batch of them. */
    private static Tensor withColumns(String name, Tensor a, Tensor b, OnColumns solver) {
        Matrix.requireMatrix(name, a);
        Shape batch = Matrix.batch(a);
        int rows = Matrix.rows(a);
        if (b.shape().equals(batch.append(Shape.of(rows)))) {
            return solver.apply(a, b.expand(-1)).squeeze(-1);
        }
        if (b.rank() < 2 || b.shape().extent(-2) != rows || batch.rank() > 0 && !batch.equals(Matrix.batch(b))) {
            throw new ShapeException(
                    name + ": matrices " + a.shape() + " and right-hand sides " + b.shape() + ": expected "
                            + batch.append(Shape.of(rows)) + ", or that with an axis of right-hand sides behind");
        }
        Shape needed = Matrix.batch(b).append(a.shape().range(a.rank() - 2, a.rank()));
        return solver.apply(needed.equals(a.shape()) ? a : a.broadcast(needed), b);
    }
}
