package dev.lemma.examples.depth;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chains of one depth with weights uniform on [−1, 1]: gradients by the language.
 *
 * @param chain the formula
 * @param depth L: there are L + 1 weights
 * @param weights for each layer one number for each chain
 * @param gradients the same of {@code ∂Φ/∂wᵢ}
 */
record Chains(Chain chain, int depth, List<Array> weights, List<Array> gradients) {

    static final double INPUT = 0.8;

    static Chains draw(Chain chain, int depth, int draws, Key key) {
        List<Array> weights = new ArrayList<>();
        for (int i = 0; i <= depth; i++) {
            weights.add(new Law.Uniform(1).draw(key.at(i), Shape.of(draws)));
        }
        Program program = Program.of(
                Fused.executor(),
                w -> Derivatives.gradient(
                        chain.output(w.toArray(new Tensor[0]), INPUT).sum(), w));
        return new Chains(chain, depth, weights, program.callAll(weights));
    }

    int draws() {
        return weights.get(0).shape().size();
    }

    double[] weightsOf(int draw) {
        return weights.stream().mapToDouble(w -> w.get(draw)).toArray();
    }

    double[] gradientOf(int draw) {
        return gradients.stream().mapToDouble(g -> g.get(draw)).toArray();
    }

    /** Mean over the chains of {@code ln|∂Φ/∂w₀|}. */
    double meanLogFirstGradient() {
        return Arrays.stream(gradients.get(0).toDoubles())
                .map(g -> Math.log(Math.abs(g)))
                .average()
                .orElseThrow();
    }

    /** The largest difference from the recursion, relative to the chain's largest derivative. */
    double disagreement() {
        double largest = 0;
        for (int d = 0; d < draws(); d++) {
            largest = Math.max(
                    largest,
                    difference(
                            gradientOf(d), chain.gradients(weightsOf(d), INPUT).byWeight()));
        }
        return largest;
    }

    static double difference(double[] a, double[] b) {
        double scale = Arrays.stream(a).map(Math::abs).max().orElseThrow();
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]) / scale);
        }
        return largest;
    }
}
