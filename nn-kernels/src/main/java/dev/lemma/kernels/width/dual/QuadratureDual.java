package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.scalar.ScalarFunction;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The expectations of any function, by {@link GaussianQuadrature} of its expression. Nothing is declared: kinks and jumps are found in the expression.
 *
 * <p>T, Ṫ and the means have first derivatives, by quadrature too. For functions F and G of which the derivatives D have lumps at jumps,
 *
 * <pre>{@code
 * ∂E[F(u) G(v)]/∂k = E[DF(u) DG(v)]        ∂E[F(u) G(v)]/∂q₁ = (E[u DF(u) G(v)] − k E[DF(u) DG(v)])/2q₁
 * dE[F(u)]/dq = E[u DF(u)]/2q
 * }</pre>
 */
public final class QuadratureDual implements Dual {

    private final ScalarFunction f;
    private final ScalarFunction slope;
    private final GaussianQuadrature value;
    private final GaussianQuadrature derivative;
    private @Nullable Rates ofProduct;
    private @Nullable Rates ofSlope;

    /** What derivatives of {@code E[F(u) F(v)]} are made of. */
    private record Rates(Lumped value, Lumped derivative, Lumped scaling) {

        static Rates of(ScalarFunction f) {
            return new Rates(Lumped.none(f), Lumped.derivative(f), Lumped.scaling(f));
        }
    }

    /** The expectations of f, with f′ from its expression. */
    public QuadratureDual(ScalarFunction f) {
        this.f = f;
        this.slope = f.derivative();
        this.value = new GaussianQuadrature(f);
        this.derivative = new GaussianQuadrature(slope);
    }

    private synchronized Rates ofProduct() {
        if (ofProduct == null) {
            ofProduct = Rates.of(f);
        }
        return ofProduct;
    }

    private synchronized Rates ofSlope() {
        if (ofSlope == null) {
            ofSlope = Rates.of(slope);
        }
        return ofSlope;
    }

    private static Tensor mean(Lumped a, Lumped b, Pair pair) {
        return Tensor.apply(new LumpedMean(a, b), pair.q1(), pair.q2(), pair.less(), pair.more());
    }

    private static Tensor derived(Pair pair, GaussianQuadrature function, Supplier<Rates> rates) {
        Tensor value = Tensor.apply(new ProductMean(function), pair.q1(), pair.q2(), pair.less(), pair.more());
        return pair.derived(value, (t, c) -> {
            Rates known = rates.get();
            Tensor both = mean(known.derivative(), known.derivative(), pair);
            Tensor first = mean(known.scaling(), known.value(), pair)
                    .minus(pair.k().times(both))
                    .times(Pair.inverse(pair.q1()).times(0.5));
            Tensor second = mean(known.value(), known.scaling(), pair)
                    .minus(pair.k().times(both))
                    .times(Pair.inverse(pair.q2()).times(0.5));
            return List.of(c.times(first), c.times(second), c.times(both));
        });
    }

    @Override
    public Tensor product(Pair pair) {
        return derived(pair, value, this::ofProduct);
    }

    @Override
    public Tensor slope(Pair pair) {
        return derived(pair, derivative, this::ofSlope);
    }

    @Override
    public Tensor square(Tensor q) {
        ScalarFunction squared = ScalarFunction.of(x -> f.region().on(x).square());
        return mean(q, new PowerMean(value, 2), squared);
    }

    @Override
    public Tensor mean(Tensor q) {
        return mean(q, new PowerMean(value, 1), f);
    }

    private static Tensor mean(Tensor q, PowerMean mean, ScalarFunction function) {
        return Tensor.apply(mean, q).withGradient(List.of(q), (y, c) -> {
            Tensor one = q.filled(0);
            Pair alone = new Pair(q, q.filled(1), one, q.filled(1), q.filled(1));
            Tensor rate = mean(Lumped.scaling(function), Lumped.none(ScalarFunction.of(x -> x.filled(1))), alone);
            return List.of(c.times(rate).times(Pair.inverse(q).times(0.5)));
        });
    }
}
