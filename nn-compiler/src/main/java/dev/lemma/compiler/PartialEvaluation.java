package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fixes some inputs of expressions: what follows from those alone is computed once, and each run computes only what depends on the others.
 *
 * <pre>{@code
 * Tensor product = Derivatives.hessianVector(risk, theta, v);
 * Execution hessian = PartialEvaluation.open(executor, List.of(v), List.of(product), Map.of(theta, at, x, features, y, targets));
 * Array hv = hessian.run(List.of(direction)).get(0);   // the network and its gradient are not computed again
 * }</pre>
 *
 * <p>Of a Jacobian- or Hessian-vector product what remains is the linear map of the vector: the linearisation at a point. Values that both parts need are kept
 * in memory; those that merely repeat, reorder or convert a fixed value are taken from it anew.
 */
public final class PartialEvaluation {

    private PartialEvaluation() {}

    /**
     * An execution of the outputs as functions of the inputs that are not fixed.
     *
     * @param inputs leaves given at each run
     * @param fixed the values of all other leaves, each in the leaf's shape and type
     */
    public static Execution open(
            Executor executor, List<Tensor> inputs, List<Tensor> outputs, Map<Tensor, Array> fixed) {
        for (Tensor input : inputs) {
            if (fixed.containsKey(input)) {
                throw new IllegalArgumentException(
                        "partial evaluation: \"" + input.op().name() + "\" is an input and fixed");
            }
        }
        Set<Tensor> constant = identitySet(); // depends on no leaf at all
        Set<Tensor> known = identitySet(); // depends on fixed leaves only
        Set<Tensor> kept = identitySet();
        for (Tensor node : Graph.order(outputs)) {
            if (node.operands().isEmpty()) {
                if (fixed.containsKey(node)) {
                    known.add(node);
                } else if (!inputs.contains(node)) {
                    constant.add(node);
                }
            } else if (constant.containsAll(node.operands())) {
                constant.add(node);
            } else if (node.operands().stream()
                    .allMatch(operand -> known.contains(operand) || constant.contains(operand))) {
                known.add(node);
            } else {
                node.operands().stream().filter(known::contains).forEach(operand -> kept.add(stored(operand)));
            }
        }
        outputs.stream().filter(known::contains).forEach(output -> kept.add(stored(output)));

        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> wanted = new ArrayList<>();
        Map<Tensor, Tensor> replacements = new IdentityHashMap<>();
        for (Tensor node : kept) {
            Tensor leaf = fixed.containsKey(node) ? node : Tensor.input("kept " + leaves.size(), node.tensorType());
            replacements.put(node, leaf);
            leaves.add(leaf);
            wanted.add(node);
        }
        List<Tensor> names = List.copyOf(fixed.keySet());
        List<Array> values = executor.open(Routine.of(names, wanted))
                .run(names.stream().map(fixed::get).toList());
        Execution execution =
                executor.open(new Routine(inputs, Graph.substitute(outputs, replacements), leaves, leaves));
        for (int i = 0; i < leaves.size(); i++) {
            execution.load(i, values.get(i));
        }
        return execution;
    }

    /** The value to keep for an expression: what it repeats, reorders or converts, as far down as that goes. */
    private static Tensor stored(Tensor node) {
        Tensor stored = node;
        while (moves(stored.op())) {
            stored = stored.operand(0);
        }
        return stored;
    }

    private static boolean moves(Primitive op) {
        return op instanceof Reshape
                || op instanceof Permute
                || op instanceof Broadcast
                || op instanceof Slice
                || op instanceof ParameterView
                || op instanceof Cast;
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
