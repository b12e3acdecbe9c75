package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A positive-definite kernel {@code k(x, x′)} on ℝᵈ, as an expression of pairs of points. A lambda is enough; Gram matrices by tiles, products that never
 * form them, and derivatives in the hyper-parameters and the points follow from the expression.
 *
 * <pre>{@code
 * Kernel cauchy = (h, p) -> p.squaredDistance().dividedBy(h.positive("length", 1.0).square()).plus(1).reciprocal();
 * Kernel walk = (h, p) -> p.sum((a, b) -> a.minimum(b));                      // any function of the coordinates
 * }</pre>
 *
 * <p>Write a named one as a record whose compact constructor checks its options. Positive definite means {@code Σᵢⱼ cᵢcⱼk(xᵢ, xⱼ) ≥ 0}: sums, products and
 * positive multiples of such kernels are such kernels. Nothing here checks it; {@code KernelContract} of nn-testkit does, on samples.
 */
@FunctionalInterface
public interface Kernel {

    /**
     * The value of each pair, in the shape of {@link Pairs#shape}.
     *
     * @param hyper declares the hyper-parameters, the same ones every time
     * @param pairs the points
     */
    Tensor apply(Hyperparameters hyper, Pairs pairs);

    /** {@code k + l}. */
    default Kernel plus(Kernel other) {
        List<Kernel> terms = new ArrayList<>(this instanceof KernelSum sum ? sum.terms() : List.of(this));
        terms.addAll(other instanceof KernelSum sum ? sum.terms() : List.of(other));
        return new KernelSum(terms);
    }

    /** {@code k·l}. */
    default Kernel times(Kernel other) {
        List<Kernel> factors =
                new ArrayList<>(this instanceof KernelProduct product ? product.factors() : List.of(this));
        factors.addAll(other instanceof KernelProduct product ? product.factors() : List.of(other));
        return new KernelProduct(factors);
    }

    /** {@code c·k}, c &gt; 0 being a hyper-parameter called {@code variance}. */
    default Kernel times(double variance) {
        return new ScaledKernel(this, variance);
    }

    /** This kernel with its hyper-parameters held at their values: it declares none. */
    default Kernel fixed() {
        return new FixedKernel(this);
    }

    /** This kernel with other values of its hyper-parameters, in the order it declares them. */
    default Kernel with(double... values) {
        return new ValuedKernel(this, Arrays.stream(values).boxed().toList());
    }

    /** {@code k(x/l, x′/l)} with a length lⱼ &gt; 0 for each coordinate: automatic relevance determination. */
    default Kernel lengths(double... lengths) {
        return new LengthsKernel(this, Arrays.stream(lengths).boxed().toList());
    }

    /** This kernel on some coordinates only. */
    default Kernel columns(int... columns) {
        return new ColumnsKernel(this, Arrays.stream(columns).boxed().toList());
    }
}
