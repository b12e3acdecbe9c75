package dev.lemma.core.hypothesis;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * All monomials {@code x^α, |α| ≤ p}, of samples in ℝᵈ: [n, d] to [n, C(d + p, p)], by degree, and within a degree in
 * the order {@code x₀x₀, x₀x₁, …, x₁x₁, …}; the first is 1.
 *
 * <p>Each is a product of one of the degree below and a variable. No parameters. The features of a degree p grow like
 * |x|ᵖ: scale x to [−1, 1] first.
 *
 * @param degree p ≥ 0
 */
public record MonomialFeatures(int degree) implements Layer {

    private static final int MOST = 1 << 20;

    public MonomialFeatures {
        Check.atLeast("degree", degree, 0);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("monomials: expected samples [n, d], got " + x.shape());
        }
        int d = x.shape().extent(1);
        List<Tensor> byDegree = new ArrayList<>();
        byDegree.add(Tensor.full(x.type(), x.shape().with(1, 1), 1));
        // The last variable of each monomial: it is extended by that one and those after it, so that each occurs once.
        List<Integer> last = List.of(0);
        int total = 1;
        for (int k = 1; k <= degree; k++) {
            List<Double> parents = new ArrayList<>();
            List<Integer> variables = new ArrayList<>();
            for (int m = 0; m < last.size(); m++) {
                for (int j = last.get(m); j < d; j++) {
                    parents.add((double) m);
                    variables.add(j);
                }
            }
            total += variables.size();
            if (total > MOST) {
                throw new IllegalArgumentException("monomials: degree " + degree + " in " + d
                        + " variables makes more than " + MOST + " features: lower the degree, or use a kernel");
            }
            Tensor factor =
                    x.gather(1, places(x, variables.stream().mapToDouble(j -> j).toArray()));
            byDegree.add(
                    k == 1
                            ? factor
                            : byDegree.get(k - 1)
                                    .gather(
                                            1,
                                            places(
                                                    x,
                                                    parents.stream()
                                                            .mapToDouble(m -> m)
                                                            .toArray()))
                                    .times(factor));
            last = variables;
        }
        return Tensor.concat(1, byDegree);
    }

    private static Tensor places(Tensor x, double[] places) {
        return Tensor.literal(Array.vector(places).as(x.type()));
    }
}
