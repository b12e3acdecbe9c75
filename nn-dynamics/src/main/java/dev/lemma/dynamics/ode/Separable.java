package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A field of two halves that move each other, {@code q′ = v(t, p)}, {@code p′ = F(t, q)}: what {@link Verlet} and {@link Yoshida} are for. The state is [q | p] along its last axis.
 *
 * <p>A Hamiltonian {@code H(q, p) = T(p) + V(q)} gives {@code v = ∂T/∂p}, {@code F = −∂V/∂q}: see {@link #hamiltonian}.
 */
public interface Separable extends VectorField {

    /** {@code v(t, p)}, in the shape of p. */
    Tensor velocity(Tensor t, Tensor p);

    /** {@code F(t, q)}, in the shape of q. */
    Tensor force(Tensor t, Tensor q);

    @Override
    default Tensor at(Tensor t, Tensor y) {
        return join(velocity(t, momentum(y)), force(t, position(y)));
    }

    /** q, the first half of a state. */
    static Tensor position(Tensor y) {
        return y.slice(-1, 0, half(y));
    }

    /** p, the second half of a state. */
    static Tensor momentum(Tensor y) {
        return y.slice(-1, half(y), 2 * half(y));
    }

    /** The state of two halves. */
    static Tensor join(Tensor q, Tensor p) {
        return Tensor.concat(q.rank() - 1, q, p);
    }

    private static int half(Tensor y) {
        if (y.rank() == 0 || y.shape().extent(y.rank() - 1) % 2 != 0) {
            throw new ShapeException(
                    "separable field: expected a state [q | p] with an even number of entries along its last axis, got "
                            + y.shape());
        }
        return y.shape().extent(y.rank() - 1) / 2;
    }

    /**
     * The field of {@code H = T(p) + V(q)}.
     *
     * @param kinetic T; one number for each sample or one for all: it is summed
     * @param potential V, likewise
     */
    static Separable hamiltonian(UnaryOperator<Tensor> kinetic, UnaryOperator<Tensor> potential) {
        Objects.requireNonNull(kinetic, "kinetic");
        Objects.requireNonNull(potential, "potential");
        return of(
                p -> Derivatives.gradient(kinetic.apply(p).sum(), p),
                q -> Derivatives.gradient(potential.apply(q).sum(), q).negate());
    }

    /** The field of a velocity and a force that do not depend on time. */
    static Separable of(UnaryOperator<Tensor> velocity, UnaryOperator<Tensor> force) {
        return new Separable() {
            @Override
            public Tensor velocity(Tensor t, Tensor p) {
                return velocity.apply(p);
            }

            @Override
            public Tensor force(Tensor t, Tensor q) {
                return force.apply(q);
            }
        };
    }
}
