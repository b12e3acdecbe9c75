package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Region;
import dev.lemma.compiler.scalar.ScalarFunction;

/**
 * The Gaussian expectations of a function f: for centred Gaussian (u, v) with variances q₁, q₂ and covariance k
 *
 * <pre>{@code
 * T(q₁, q₂, k) = E[f(u) f(v)]        Ṫ(q₁, q₂, k) = E[f′(u) f′(v)] = ∂T/∂k        m(q) = E[f(u)]
 * }</pre>
 *
 * <p>At a kink Ṫ takes f′ almost everywhere, which is what gradient descent sees.
 */
public interface Dual {

    /** What two second moments that are equal may differ by: 1 − ρ below that is 0. */
    double ROUNDING = 1e-15;

    /** T. */
    Tensor product(Pair pair);

    /** Ṫ. */
    Tensor slope(Pair pair);

    /** {@code E[f(u)²]}. */
    default Tensor square(Tensor q) {
        return product(Pair.same(q));
    }

    /** {@code E[f(u)]}. */
    Tensor mean(Tensor q);

    /** The pair (f(u), f(v)): second moments, not centred, and their cosine. */
    default Pair after(Pair pair) {
        Tensor k = product(pair);
        Tensor q1 = square(pair.q1());
        Tensor q2 = square(pair.q2());
        Tensor scale = q1.times(q2).sqrt();
        Tensor safe = Tensor.select(scale.greaterThan(0), scale, scale.filled(1));
        Tensor less =
                safe.times(1 - ROUNDING).minus(k).maximum(0).dividedBy(safe).minimum(2);
        Tensor more =
                safe.times(1 - ROUNDING).plus(k).maximum(0).dividedBy(safe).minimum(2);
        return new Pair(q1, q2, k, less, more);
    }

    /** The closed form of a region if it has one, else quadrature of its expression. */
    static Dual of(Region region) {
        Dual closed = ClosedForms.of(region);
        return closed != null ? closed : new QuadratureDual(ScalarFunction.of(region.scalar()));
    }
}
