package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where a computation leaves the finite numbers: evaluates it again, one operation at a time, and stops at the first
 * that does.
 */
final class FirstNonFinite {

    private FirstNonFinite() {}

    /** A sentence on the first expression that is not finite, without its full stop. */
    static String describe(List<Tensor> roots, Map<Tensor, Array> leaves) {
        List<Tensor> order = Graph.order(roots);
        Map<Tensor, Integer> uses = new IdentityHashMap<>();
        for (Tensor node : order) {
            for (Tensor operand : node.operands()) {
                uses.merge(operand, 1, Integer::sum);
            }
        }
        Map<Tensor, double[]> values = new IdentityHashMap<>();
        for (Tensor node : order) {
            double[] value = value(node, values, leaves);
            int place = firstNonFinite(value);
            if (place >= 0) {
                return sentence(node, value[place], place, values);
            }
            values.put(node, value);
            for (Tensor operand : node.operands()) {
                if (uses.merge(operand, -1, Integer::sum) == 0) {
                    values.remove(operand);
                }
            }
        }
        return "Evaluated one operation at a time, with sums in float64, nothing is infinite: a float32 sum overflows";
    }

    private static double[] value(Tensor node, Map<Tensor, double[]> values, Map<Tensor, Array> leaves) {
        if (node.op() instanceof Input) {
            return Objects.requireNonNull(leaves.get(node), "a leaf without a value")
                    .toDoubles();
        }
        double[] value = ReferenceExecutor.apply(
                node, node.operands().stream().map(values::get).toList());
        if (node.type() == DType.FLOAT32) {
            double[] rounded = new double[value.length];
            for (int i = 0; i < value.length; i++) {
                rounded[i] = (float) value[i];
            }
            return rounded;
        }
        return value;
    }

    private static int firstNonFinite(double[] value) {
        for (int i = 0; i < value.length; i++) {
            if (!Double.isFinite(value[i])) {
                return i;
            }
        }
        return -1;
    }

    private static String sentence(Tensor node, double number, int place, Map<Tensor, double[]> values) {
        String what = node.op() instanceof Input
                ? "The first that is not finite is the input \"" + node.op().name() + "\" "
                : "The first expression that is not finite is " + name(node) + " ";
        StringBuilder text = new StringBuilder(what)
                .append(node.tensorType())
                .append(", whose entry ")
                .append(position(node, place))
                .append(" is ")
                .append(number);
        List<String> from = new ArrayList<>();
        for (Tensor operand : node.operands()) {
            from.add(name(operand) + " " + operand.shape() + " "
                    + range(Objects.requireNonNull(values.get(operand), "operands come first")));
        }
        if (!from.isEmpty()) {
            text.append(", of ").append(String.join(" and ", from));
        }
        nearestParameter(node)
                .ifPresent(
                        name -> text.append(", near parameter \"").append(name).append("\""));
        return text.toString();
    }

    private static String name(Tensor node) {
        return node.op().name().toLowerCase(Locale.ROOT);
    }

    private static String position(Tensor node, int place) {
        int[] strides = node.shape().strides();
        int[] position = new int[strides.length];
        int left = place;
        for (int axis = 0; axis < strides.length; axis++) {
            position[axis] = left / strides[axis];
            left %= strides[axis];
        }
        return Arrays.toString(position);
    }

    private static String range(double[] value) {
        if (value.length == 1) {
            return "= " + value[0];
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double number : value) {
            low = Math.min(low, number);
            high = Math.max(high, number);
        }
        return "within [" + low + ", " + high + "]";
    }

    /** The parameter fewest operations before the expression. */
    private static Optional<String> nearestParameter(Tensor node) {
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Tensor> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Tensor next = open.poll();
            if (next.op() instanceof ParameterView view) {
                return Optional.of(view.parameter().name());
            }
            for (Tensor operand : next.operands()) {
                if (seen.add(operand)) {
                    open.add(operand);
                }
            }
        }
        return Optional.empty();
    }
}
