package dev.lemma.api.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks over expressions. */
public final class Graph {

    private Graph() {}

    /** Every expression that the given ones are made of, operands before what uses them; depth does not matter. */
    public static List<Tensor> order(Collection<Tensor> roots) {
        List<Tensor> order = new ArrayList<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Tensor> open = new ArrayDeque<>();
        Deque<Integer> next = new ArrayDeque<>();
        for (Tensor root : roots) {
            if (!seen.add(root)) {
                continue;
            }
            open.push(root);
            next.push(0);
            while (!open.isEmpty()) {
                Tensor node = open.peek();
                int operand = next.pop();
                if (operand == node.operands().size()) {
                    order.add(open.pop());
                    continue;
                }
                next.push(operand + 1);
                Tensor child = node.operand(operand);
                if (seen.add(child)) {
                    open.push(child);
                    next.push(0);
                }
            }
        }
        return order;
    }

    /** The inputs that the given expressions depend on, in the order of {@link #order}. */
    public static List<Tensor> inputs(Collection<Tensor> roots) {
        return order(roots).stream().filter(node -> node.op() instanceof Input).toList();
    }

    /** The expressions with the keys of the map replaced by its values, wherever they occur. */
    public static List<Tensor> substitute(List<Tensor> roots, Map<Tensor, Tensor> replacements) {
        Map<Tensor, Tensor> done = new IdentityHashMap<>(replacements);
        for (Tensor node : order(roots)) {
            if (done.containsKey(node)) {
                continue;
            }
            boolean changed = false;
            List<Tensor> operands = new ArrayList<>();
            for (Tensor operand : node.operands()) {
                Tensor replaced = done.get(operand);
                changed |= replaced != operand;
                operands.add(replaced);
            }
            done.put(node, changed ? Tensor.apply(node.op(), operands) : node);
        }
        return roots.stream().map(done::get).toList();
    }

    static Set<Tensor> identitySet(Collection<Tensor> tensors) {
        Set<Tensor> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(tensors);
        return set;
    }
}
