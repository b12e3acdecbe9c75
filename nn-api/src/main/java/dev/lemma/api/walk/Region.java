package dev.lemma.api.walk;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The largest element-wise part of an expression that is a function of one variable: {@code value = f(variable)}, element by element, {@code f: ℝ → ℝ}. An
 * activation such as GELU, {@code softplus(sin x)}, or the lambda of a user is one region, however many nodes it has.
 *
 * <p>The variable is the earliest node through which every path from the value leads by element-wise operations and constants alone. For
 * {@code x + f(W x)} that is the value itself: f is then the identity.
 *
 * @param variable what the function is of
 * @param value the function's value
 */
public record Region(Tensor variable, Tensor value) {

    /** What may make a kink or a jump where its argument, a function of the variable, passes through zero. */
    public enum Crossing {
        /** The argument changes sign: {@code |a|}, {@code max(a, b)} with argument a − b, {@code a < b}, {@code √a}. */
        ZERO,
        /** The argument passes a whole number: floor, ceil. */
        INTEGER,
        /** The argument passes a whole number and a half: round. */
        HALF
    }

    /**
     * A place where f may fail to be smooth.
     *
     * @param crossing what has to happen
     * @param argument to this function of the variable, over the region's variable
     */
    public record Switch(Crossing crossing, Tensor argument) {}

    /** The largest region that ends in this node. */
    public static Region of(Tensor node) {
        List<Tensor> order = Graph.order(List.of(node));
        Map<Tensor, Integer> number = new IdentityHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            number.put(order.get(i), i);
        }
        TreeSet<Tensor> front = new TreeSet<>(Comparator.comparing(number::get));
        front.add(node);
        Tensor variable = node;
        while (!front.isEmpty()) {
            Tensor latest = front.last();
            if (front.size() == 1) {
                variable = latest;
            }
            if (!acts(latest)) {
                break;
            }
            front.remove(latest);
            for (Tensor operand : arguments(latest)) {
                if (operand.constantValue().isEmpty()) {
                    front.add(operand);
                }
            }
        }
        return new Region(front.isEmpty() ? node : variable, node);
    }

    private static boolean acts(Tensor node) {
        return node.op() instanceof Elementwise
                || node.op() instanceof StopGradient
                || node.op() instanceof CustomGradient;
    }

    /** The operands that decide the value; a gradient of one's own leaves it to the first. */
    private static List<Tensor> arguments(Tensor node) {
        return node.op() instanceof CustomGradient ? List.of(node.operand(0)) : node.operands();
    }

    /** Whether f is the identity. */
    public boolean isIdentity() {
        return variable == value;
    }

    /** {@code f(x)} of another tensor, in its shape and type. */
    public Tensor on(Tensor x) {
        return on(value, x);
    }

    /** A function of this region's variable, at another tensor. */
    private Tensor on(Tensor function, Tensor x) {
        Map<Tensor, Tensor> done = new IdentityHashMap<>();
        done.put(variable, x);
        Tensor result = null;
        for (Tensor node : order(function)) {
            Tensor known = done.get(node);
            if (known == null) {
                known = rewritten(node, done, x);
                done.put(node, known);
            }
            result = known;
        }
        return result == null ? x : result;
    }

    private static Tensor rewritten(Tensor node, Map<Tensor, Tensor> done, Tensor x) {
        if (node.constantValue().isPresent()) {
            return x.filled(node.constantValue().getAsDouble());
        }
        List<Tensor> operands = new ArrayList<>();
        for (Tensor operand : arguments(node)) {
            Tensor known = done.get(operand);
            operands.add(known == null ? x : known);
        }
        return node.op() instanceof CustomGradient ? operands.get(0) : Tensor.apply(node.op(), operands);
    }

    /** The nodes between the variable and a function of it, operands first. */
    private List<Tensor> order(Tensor function) {
        List<Tensor> order = new ArrayList<>();
        collect(function, order, new IdentityHashMap<>());
        return order;
    }

    private void collect(Tensor node, List<Tensor> order, Map<Tensor, Boolean> seen) {
        if (seen.putIfAbsent(node, true) != null) {
            return;
        }
        if (node != variable && node.constantValue().isEmpty()) {
            for (Tensor operand : arguments(node)) {
                collect(operand, order, seen);
            }
        }
        order.add(node);
    }

    /** The derivative f′ as a region of its own, over a scalar; at a kink it is the one that the primitives take. */
    public Region derivative() {
        Tensor x = Tensor.input("x", variable.type());
        return of(x, Derivatives.jvp(on(x), x, x.filled(1)));
    }

    /** The function as a region over a scalar. */
    public Region scalar() {
        Tensor x = Tensor.input("x", variable.type());
        return of(x, on(x));
    }

    private static Region of(Tensor variable, Tensor value) {
        return new Region(variable, value);
    }

    /** Everything in the expression that may make a kink or a jump; f is smooth where none of these happens. */
    public List<Switch> switches() {
        List<Switch> switches = new ArrayList<>();
        for (Tensor node : order(value)) {
            if (node == variable || node.constantValue().isPresent()) {
                continue;
            }
            Switch found = found(node);
            if (found != null && found.argument().constantValue().isEmpty()) {
                switches.add(found);
            }
        }
        return switches;
    }

    private static @Nullable Switch found(Tensor node) {
        if (node.op() instanceof Unary unary) {
            return switch (unary) {
                case ABS, SIGN, SQRT, LOG, LOG_GAMMA -> new Switch(Crossing.ZERO, node.operand(0));
                case LOG1P -> new Switch(Crossing.ZERO, node.operand(0).plus(1));
                case FLOOR, CEIL -> new Switch(Crossing.INTEGER, node.operand(0));
                case ROUND -> new Switch(Crossing.HALF, node.operand(0));
                default -> null;
            };
        }
        if (node.op() instanceof Binary binary) {
            Tensor a = node.operand(0);
            Tensor b = node.operand(1);
            return switch (binary) {
                case MAXIMUM, MINIMUM, LESS, LESS_OR_EQUAL -> new Switch(Crossing.ZERO, a.minus(b));
                case DIVIDE -> new Switch(Crossing.ZERO, b);
                case POWER -> new Switch(Crossing.ZERO, a);
                default -> null;
            };
        }
        boolean compared = node.op() instanceof Select && node.operand(0).op() instanceof Binary;
        return node.op() instanceof Select && !compared ? new Switch(Crossing.ZERO, node.operand(0)) : null;
    }

    /** A function of the variable, such as the argument of a switch, at another tensor. */
    public Tensor at(Switch change, Tensor x) {
        return on(change.argument(), x);
    }

    /** The shape of the elements; each is a number of its own to f. */
    public Shape shape() {
        return value.shape();
    }
}
