package dev.lemma.testkit;

import dev.lemma.api.linear.LinearAlgebra;
import dev.lemma.api.linear.TriangularSolve;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** The contract of the primitives of linear algebra, at matrices far from singular and with eigenvalues far from each other. */
class LinearPrimitivesContractTest implements PrimitiveContract {

    @Override
    public List<PrimitiveCase> cases() {
        return List.of(
                of("cholesky", x -> LinearAlgebra.cholesky(definite(x.get(0))), matrix(4, 4)),
                of(
                        "triangular solve",
                        x -> LinearAlgebra.solveTriangular(LinearAlgebra.cholesky(definite(x.get(0))), x.get(1)),
                        matrix(4, 4),
                        matrix(4, 2)),
                of(
                        "solve",
                        x -> LinearAlgebra.solve(definite(x.get(0)).plus(x.get(0)), x.get(1)),
                        matrix(4, 4),
                        matrix(4, 3)),
                of(
                        "solve, a stack",
                        x -> LinearAlgebra.solve(definite(x.get(0)).plus(x.get(0)), x.get(1)),
                        matrix(2, 3, 3),
                        matrix(2, 3, 2)),
                of(
                        "log-determinant",
                        x -> LinearAlgebra.logDeterminant(definite(x.get(0)).plus(x.get(0))),
                        matrix(4, 4)),
                of(
                        "qr",
                        x -> LinearAlgebra.qr(x.get(0).plus(spread(x.get(0))))
                                .r()
                                .times(0.1),
                        matrix(5, 3)),
                of("eigenvalues", x -> LinearAlgebra.eigh(symmetric(x.get(0))).values(), matrix(4, 4)),
                of(
                        "singular values",
                        x -> LinearAlgebra.svd(x.get(0).plus(spread(x.get(0)))).values(),
                        matrix(4, 3)),
                of("a function of a symmetric matrix", x -> inverseRoot(x.get(0)), matrix(4, 4)),
                of("polar factor", x -> polar(x.get(0)), matrix(4, 3)),
                of("projection", x -> projection(x.get(0)), matrix(5, 3)),
                of(
                        "transposed solve",
                        x -> Tensor.apply(new TriangularSolve(true, true), lower(x.get(0)), x.get(1)),
                        matrix(2, 3, 3),
                        matrix(2, 3, 2)),
                of("a stack of factors", x -> LinearAlgebra.cholesky(definite(x.get(0))), matrix(2, 3, 3, 3)),
                of("exponential", x -> LinearAlgebra.exponential(x.get(0).times(0.3)), matrix(3, 3)));
    }

    /** Elementary factors round to 1e-13 of the largest entry or a little above, in another order in a batch. */
    private static PrimitiveCase of(String name, Function<List<Tensor>, Tensor> f, Array... at) {
        return PrimitiveCase.of(name, f, at).inFloat64().batchTolerance(1e-11);
    }

    /** {@code (½ X Xᵀ + 2I)^{−1/2}}: eigenvectors count, their signs do not. */
    private static Tensor inverseRoot(Tensor x) {
        LinearAlgebra.Eigen eigen = LinearAlgebra.eigh(definite(x));
        Tensor scaled = eigen.vectors().times(eigen.values().pow(-0.5).expand(-2));
        return scaled.matmul(eigen.vectors().transpose());
    }

    /** {@code U Vᵀ}, of the singular vectors. */
    private static Tensor polar(Tensor x) {
        LinearAlgebra.Svd svd = LinearAlgebra.svd(x.plus(spread(x)));
        return svd.u().matmul(svd.vt());
    }

    /** {@code Q Qᵀ}. */
    private static Tensor projection(Tensor x) {
        Tensor q = LinearAlgebra.qr(x.plus(spread(x))).q();
        return q.matmul(q.transpose());
    }

    private static Tensor lower(Tensor x) {
        return LinearAlgebra.triangle(x, true).plus(identity(x).times(3));
    }

    /** {@code ½ X Xᵀ + 2I}. */
    private static Tensor definite(Tensor x) {
        return x.matmul(x.transpose()).times(0.5).plus(identity(x).times(2));
    }

    /** The symmetric part, with 0, 3, 6, … added to the diagonal. */
    private static Tensor symmetric(Tensor x) {
        return x.plus(x.transpose()).times(0.5).plus(spread(x));
    }

    private static Tensor identity(Tensor x) {
        int rows = x.shape().extent(-2);
        int columns = x.shape().extent(-1);
        return Tensor.range(x.type(), rows).expand(1).equalTo(Tensor.range(x.type(), columns));
    }

    private static Tensor spread(Tensor x) {
        return identity(x).times(Tensor.range(x.type(), x.shape().extent(-1)).times(3));
    }

    private static Array matrix(int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(7).at(extents[0]).at(extents.length), numbers);
        return Array.of(Shape.of(extents), numbers);
    }
}
