package dev.lemma.core.certificate;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of an expression that do not depend on its input, such as weights and what is made of them, and their numbers in float64. */
public final class Fixed {

    private final Set<Tensor> depending;
    private final Map<Tensor, Array> leaves;
    private final Map<Tensor, Array> values = new IdentityHashMap<>();

    private Fixed(Set<Tensor> depending, Map<Tensor, Array> leaves) {
        this.depending = depending;
        this.leaves = leaves;
    }

    /**
     * What in y does not depend on x.
     *
     * @param leaves numbers of the other inputs of y, as of θ
     */
    public static Fixed of(Tensor y, Tensor x, Map<Tensor, Array> leaves) {
        Check.given("y", y);
        Check.given("x", x);
        Check.given("leaves", leaves);
        Set<Tensor> depending = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor node : Graph.order(List.of(y))) {
            if (node == x || node.operands().stream().anyMatch(depending::contains)) {
                depending.add(node);
            }
        }
        return new Fixed(depending, leaves);
    }

    /** Whether the expression is the same for every input. */
    public boolean is(Tensor node) {
        return !depending.contains(node);
    }

    /** Its numbers, in row-major order. */
    public double[] numbers(Tensor node) {
        return values.computeIfAbsent(node, wanted -> ReferenceExecutor.evaluate(List.of(wanted), leaves)
                        .get(0))
                .toDoubles();
    }

    /** The smallest size of a number in it. */
    double smallest(Tensor node) {
        double least = Double.POSITIVE_INFINITY;
        for (double value : numbers(node)) {
            least = Math.min(least, Math.abs(value));
        }
        return least;
    }
}
