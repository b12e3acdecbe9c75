package dev.lemma.compiler.fused;

import dev.lemma.api.special.ScaledErfcIntegral;
import dev.lemma.api.special.Special;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.internal.chain.Chain;
import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.elementary.Elementary;
import dev.lemma.compiler.internal.elementary.Power;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes the nodes of a group as a chain. */
final class ChainCode {

    private final ChainBuilder builder;
    private final Group group;
    private final Map<View, Integer> inputs = new HashMap<>();
    private final Map<Tensor, Integer> values = new IdentityHashMap<>();
    private final Set<Integer> masks = new HashSet<>();

    private ChainCode(Group group) {
        this.builder = new ChainBuilder(group.type());
        this.group = group;
    }

    /**
     * The chain: inputs in the order of the group's, then its stores, then its reductions.
     *
     * @param splat for each input whether it is one number per row
     */
    static Chain write(Group group, boolean[] splat) {
        ChainCode code = new ChainCode(group);
        List<View> inputs = group.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            code.inputs.put(inputs.get(i), code.builder.input(splat[i]));
        }
        for (Tensor node : group.nodes()) {
            code.values.put(node, code.node(node));
        }
        for (Tensor store : group.stores()) {
            code.builder.store(code.value(store));
        }
        for (Group.Reduction reduction : group.reductions()) {
            int value = code.operand(reduction.node().operand(0));
            if (reduction.form() == Group.Form.COLUMNS) {
                code.builder.columnSum(value);
            } else if (reduction.isMaximum()) {
                code.builder.rowMax(value);
            } else {
                code.builder.rowSum(value);
            }
        }
        return code.builder.build();
    }

    private int operand(Tensor operand) {
        if (operand.constantValue().isPresent()) {
            return builder.constant(operand.constantValue().getAsDouble());
        }
        View view = group.seen(operand);
        if (view.isWhole() && group.contains(view.base())) {
            return value(view.base());
        }
        return Objects.requireNonNull(inputs.get(view), "a view that the group does not read");
    }

    private int value(Tensor node) {
        return Objects.requireNonNull(values.get(node), "a node used before it is written");
    }

    private int node(Tensor node) {
        Primitive op = node.op();
        int a = operand(node.operand(0));
        if (op instanceof Unary unary) {
            return unary(unary, a);
        }
        if (op instanceof Binary binary) {
            return binary(binary, a, operand(node.operand(1)));
        }
        if (op instanceof Select) {
            int zero = builder.constant(0);
            int b = operand(node.operand(1));
            int c = operand(node.operand(2));
            return masks.contains(a) ? builder.select(a, b, c) : builder.select(builder.eq(a, zero), c, b);
        }
        if (op instanceof Polygamma polygamma) {
            return Elementary.polygamma(polygamma.order()).expand(builder, a);
        }
        if (op instanceof Special special) {
            return Elementary.of(special).expand(builder, a);
        }
        if (op instanceof ScaledErfcIntegral integral) {
            return Elementary.scaledErfcIntegral(integral.order()).expand(builder, a);
        }
        throw new IllegalArgumentException("no chain code for " + op);
    }

    private int unary(Unary op, int x) {
        return switch (op) {
            case NEGATE -> builder.neg(x);
            case ABS -> builder.abs(x);
            case SQRT -> builder.sqrt(x);
            default -> Elementary.of(op).expand(builder, x);
        };
    }

    private int binary(Binary op, int a, int b) {
        return switch (op) {
            case ADD -> builder.add(a, b);
            case SUBTRACT -> builder.sub(a, b);
            case MULTIPLY -> builder.mul(a, b);
            case MULTIPLY_NO_NAN -> multiplyNoNan(a, b);
            case DIVIDE -> builder.div(a, b);
            case POWER -> Power.expand(builder, a, b);
            case MAXIMUM -> builder.max(a, b);
            case MINIMUM -> builder.min(a, b);
            case LESS -> mask(builder.lt(a, b));
            case LESS_OR_EQUAL -> mask(builder.le(a, b));
            case EQUAL -> mask(builder.eq(a, b));
        };
    }

    private int multiplyNoNan(int a, int b) {
        int zero = builder.constant(0);
        if (masks.contains(a) || masks.contains(b)) {
            return masks.contains(a) ? builder.select(a, b, zero) : builder.select(b, a, zero);
        }
        int product = builder.mul(a, b);
        return builder.select(builder.eq(a, zero), zero, builder.select(builder.eq(b, zero), zero, product));
    }

    private int mask(int value) {
        masks.add(value);
        return value;
    }

    /** Whether there is code for the operation. */
    static boolean knows(Primitive op) {
        return op instanceof Unary
                || op instanceof Binary
                || op instanceof Select
                || op instanceof Polygamma
                || op instanceof Special
                || op instanceof ScaledErfcIntegral;
    }

    /** A rough count of the instructions that an operation becomes. */
    static int cost(Primitive op) {
        if (op instanceof Unary unary) {
            return switch (unary) {
                case NEGATE, ABS, SQRT -> 1;
                case SIGN, FLOOR, CEIL, ROUND -> 8;
                case EXP, SIGMOID -> 25;
                case TANH -> 30;
                case LOG, LOG1P, EXPM1, SOFTPLUS, LOG_SIGMOID -> 40;
                case SIN, COS, ATAN -> 50;
                case ERF, ERFC -> 80;
                case LOG_GAMMA -> 100;
            };
        }
        return op == Binary.POWER
                ? 100
                : op instanceof Polygamma || op instanceof Special || op instanceof ScaledErfcIntegral ? 60 : 1;
    }
}
