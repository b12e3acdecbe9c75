package dev.lemma.api.walk;

import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules of a walk, by primitive: what is known of a node from what is known of its operands. Immutable and open: a module that adds a primitive
 * adds its rule with {@link #with}.
 *
 * <pre>{@code
 * Rules<Double> depth = Rules.<Double>of("depth")
 *         .with(Input.class, (op, node, walk) -> 0.0)
 *         .with(Primitive.class, (op, node, walk) -> 1 + node.operands().stream().mapToDouble(walk::at).max().orElse(0));
 * double d = depth.walk().at(y);
 * }</pre>
 *
 * <p>A node is first offered to the patterns, the latest first; then to the rule of its primitive's class, of the nearest superclass, then of the
 * interfaces ({@code Elementwise}, {@code Linear}, {@code Primitive}). If none applies, the walk refuses.
 *
 * @param <R> what is known of a node
 */
public final class Rules<R> {

    /**
     * The rule of a primitive. It asks {@link Walk#at} for what is known of other nodes, and must have no effects: it is called again when that was not
     * known yet.
     *
     * @param <P> the primitive
     * @param <R> what is known of a node
     */
    @FunctionalInterface
    public interface Rule<P extends Primitive, R> {
        /** What is known of {@code node}, whose primitive is {@code op}. */
        R apply(P op, Tensor node, Walk<R> walk);
    }

    /**
     * A rule for a part of an expression larger than one node, found from its last node.
     *
     * @param <R> what is known of a node
     */
    @FunctionalInterface
    public interface Pattern<R> {
        /** What is known of {@code node}, or null if this is not the pattern. */
        @Nullable
        R apply(Tensor node, Walk<R> walk);
    }

    private final String purpose;
    private final Map<Class<?>, Rule<Primitive, R>> rules;
    private final List<Pattern<R>> patterns;

    private Rules(String purpose, Map<Class<?>, Rule<Primitive, R>> rules, List<Pattern<R>> patterns) {
        this.purpose = purpose;
        this.rules = rules;
        this.patterns = patterns;
    }

    /** No rules yet, for a walk that computes {@code purpose}. */
    public static <R> Rules<R> of(String purpose) {
        return new Rules<>(purpose, Map.of(), List.of());
    }

    /** These rules and one for a primitive, or for an interface of primitives; it takes the place of an earlier one. */
    public <P extends Primitive> Rules<R> with(Class<P> primitive, Rule<? super P, R> rule) {
        Map<Class<?>, Rule<Primitive, R>> more = new LinkedHashMap<>(rules);
        more.put(primitive, (op, node, walk) -> rule.apply(primitive.cast(op), node, walk));
        return new Rules<>(purpose, more, patterns);
    }

    /** These rules and a pattern, which is tried before all others. */
    public Rules<R> with(Pattern<R> pattern) {
        List<Pattern<R>> more = new ArrayList<>();
        more.add(pattern);
        more.addAll(patterns);
        return new Rules<>(purpose, rules, more);
    }

    /** What these rules compute. */
    public String purpose() {
        return purpose;
    }

    /** A walk by these rules. */
    public Walk<R> walk() {
        return new Walk<>(this);
    }

    /** What is known of the node. */
    R apply(Tensor node, Walk<R> walk) {
        for (Pattern<R> pattern : patterns) {
            R known = pattern.apply(node, walk);
            if (known != null) {
                return known;
            }
        }
        Rule<Primitive, R> rule = find(node.op().getClass());
        if (rule == null) {
            throw RefusalException.of(purpose, node, "there is no rule for this operation");
        }
        return rule.apply(node.op(), node, walk);
    }

    private @Nullable Rule<Primitive, R> find(Class<?> primitive) {
        for (Class<?> type = primitive; type != null; type = type.getSuperclass()) {
            Rule<Primitive, R> rule = rules.get(type);
            if (rule != null) {
                return rule;
            }
        }
        for (Class<?> type = primitive; type != null; type = type.getSuperclass()) {
            Rule<Primitive, R> rule = findInterface(type.getInterfaces());
            if (rule != null) {
                return rule;
            }
        }
        return null;
    }

    private @Nullable Rule<Primitive, R> findInterface(Class<?>[] interfaces) {
        for (Class<?> type : interfaces) {
            Rule<Primitive, R> rule = rules.get(type);
            if (rule != null) {
                return rule;
            }
        }
        for (Class<?> type : interfaces) {
            Rule<Primitive, R> rule = findInterface(type.getInterfaces());
            if (rule != null) {
                return rule;
            }
        }
        return null;
    }
}
