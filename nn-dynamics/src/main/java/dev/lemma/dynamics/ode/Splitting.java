package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;
import java.util.Optional;

/**
 * A symplectic method for {@link Separable} fields: kicks {@code p ← p + h·F(q)} and drifts {@code q ← q + h·v(p)}, one after another. It keeps volumes, and the energy of a Hamiltonian
 * that does not depend on time stays within O(hᵖ) of the start's for very long times; each kick and drift can be undone exactly but for rounding.
 *
 * @see <a href="https://doi.org/10.1007/3-540-30666-8">Hairer, Lubich and Wanner 2006, Geometric Numerical Integration, chapters II and IX</a>
 */
public interface Splitting extends Solver {

    /**
     * A point on the way through a step.
     *
     * @param t the time
     * @param q positions
     * @param p momenta, in the shape of q
     */
    record Point(Tensor t, Tensor q, Tensor p) {

        /** {@code p + h·F(t, q)}. */
        Point kick(Separable field, Tensor h) {
            return new Point(t, q, p.plus(field.force(t, q).times(h)));
        }

        /** {@code q + h·v(t, p)}, and the time h later. */
        Point drift(Separable field, Tensor h) {
            return new Point(t.plus(h), q.plus(field.velocity(t, p).times(h)), p);
        }
    }

    /** The point after a step of length h. */
    Point move(Separable field, Point from, Tensor h);

    @Override
    default Step step(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope) {
        Separable separable = separable(field);
        Point to = move(separable, new Point(t, Separable.position(y), Separable.momentum(y)), h);
        Tensor next = Separable.join(to.q(), to.p());
        return new Step(next, Optional.empty(), Optional.empty(), Step.cubic(field, t, y, h, slope, next));
    }

    @Override
    default void require(VectorField field) {
        separable(field);
    }

    private Separable separable(VectorField field) {
        if (field instanceof Separable separable) {
            return separable;
        }
        throw new IllegalArgumentException("ode: " + this
                + " moves positions and momenta in turn: expected a Separable field, such as Separable.hamiltonian(T, V), got "
                + field.getClass().getSimpleName());
    }
}
