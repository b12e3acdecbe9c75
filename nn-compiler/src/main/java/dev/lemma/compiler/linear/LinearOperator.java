package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.internal.lapack.Dense;

/**
 * A linear map {@code ℝⁿ → ℝᵐ} that is known only by its products and those of its adjoint, as a Jacobian is.
 *
 * <p>Nothing checks that the two are adjoint; {@link #discrepancy} measures it.
 */
public interface LinearOperator {

    /** m, the length of results. */
    int rows();

    /** n, the length of arguments. */
    int columns();

    /** {@code A v}, [m], of v [n], in the type of v. */
    Array apply(Array v);

    /** {@code Aᵀu}, [n], of u [m], in the type of u. */
    Array applyAdjoint(Array u);

    /** {@code A X}, [m, k], of X [n, k]: column by column, unless overridden. */
    default Array applyAll(Array x) {
        return Columns.map(x, rows(), this::apply);
    }

    /** {@code AᵀU}, [n, k], of U [m, k]: column by column, unless overridden. */
    default Array applyAdjointAll(Array u) {
        return Columns.map(u, columns(), this::applyAdjoint);
    }

    /** {@code |⟨u, A v⟩ − ⟨Aᵀu, v⟩|} relative to {@code ‖u‖‖Av‖}: rounding if the two maps are adjoint. */
    default double discrepancy(Array u, Array v) {
        double[] av = apply(v).toDoubles();
        double[] wide = u.toDoubles();
        double forward = Columns.dot(wide, av);
        double backward = Columns.dot(applyAdjoint(u).toDoubles(), v.toDoubles());
        return Math.abs(forward - backward) / Math.max(Double.MIN_NORMAL, Columns.norm(wide) * Columns.norm(av));
    }

    /** The map of a matrix [m, n]. */
    static LinearOperator of(Array matrix) {
        Matrices checked = Matrices.of("linear operator", matrix).finite();
        int m = checked.rows();
        int n = checked.columns();
        return new LinearOperator() {
            @Override
            public int rows() {
                return m;
            }

            @Override
            public int columns() {
                return n;
            }

            private Array product(boolean transposed, Array x, int k, Shape shape) {
                int out = transposed ? n : m;
                int in = transposed ? m : n;
                Object y = Dense.numbers(x.type(), out * k);
                Object a = matrix.as(x.type()).storage();
                Dense.multiply(transposed, false, out, k, in, 1, a, 0, n, x.storage(), 0, k, 0, y, 0, k);
                return Dense.array(shape, y);
            }

            @Override
            public Array apply(Array v) {
                return product(false, v, 1, Shape.of(m));
            }

            @Override
            public Array applyAdjoint(Array u) {
                return product(true, u, 1, Shape.of(n));
            }

            @Override
            public Array applyAll(Array x) {
                return product(
                        false, x, x.shape().extent(1), Shape.of(m, x.shape().extent(1)));
            }

            @Override
            public Array applyAdjointAll(Array u) {
                return product(
                        true, u, u.shape().extent(1), Shape.of(n, u.shape().extent(1)));
            }
        };
    }
}
