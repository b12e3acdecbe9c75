package dev.lemma.api.walk;

import dev.lemma.api.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * One walk over expressions by {@link Rules}: each node is looked at once, and only if something asks for it, so that the inside of a pattern may be
 * anything. Depth does not matter. Not for several threads.
 *
 * @param <R> what is known of a node
 */
public final class Walk<R> {

    /** Thrown through a rule when it asks for what is not known yet. */
    private static final class Pending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Pending() {
            super(null, null, false, false);
        }
    }

    private final Rules<R> rules;
    private final Map<Tensor, R> known = new IdentityHashMap<>();
    private final Deque<Tensor> open = new ArrayDeque<>();
    private boolean walking;

    Walk(Rules<R> rules) {
        this.rules = rules;
    }

    /** Sets what is known of a node beforehand, of an input for example. */
    public Walk<R> given(Tensor node, R value) {
        known.put(node, value);
        return this;
    }

    /**
     * What is known of a node.
     *
     * @throws RefusalException when no rule knows a node that it is made of
     */
    public R at(Tensor node) {
        R value = known.get(node);
        if (value != null) {
            return value;
        }
        if (walking) {
            open.push(node);
            throw new Pending();
        }
        walking = true;
        try {
            return walk(node);
        } finally {
            walking = false;
            open.clear();
        }
    }

    private R walk(Tensor root) {
        open.push(root);
        while (true) {
            Tensor node = open.element();
            R value = known.get(node);
            if (value == null) {
                try {
                    value = rules.apply(node, this);
                } catch (Pending pending) {
                    continue;
                }
                known.put(node, value);
            }
            open.pop();
            if (open.isEmpty()) {
                return value;
            }
        }
    }

    /** The refusal of a node by these rules. */
    public RefusalException refuse(Tensor node, String reason) {
        return RefusalException.of(rules.purpose(), node, reason);
    }
}
