package dev.lemma.api.walk;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is a parameter: multiplied by a constant and moved (reshaped, permuted, repeated, sliced), and nothing else.
 *
 * <pre>{@code
 * node[i] = factor · parameter[places[i]]
 * }</pre>
 *
 * @param node the expression
 * @param view the node that takes the parameter out of θ, its operand
 * @param parameter which parameter, with its initial law
 * @param factor the constant
 * @param trained whether derivatives reach the parameter; false behind a stop of gradients
 */
public record ParameterUse(Tensor node, Tensor view, Parameter parameter, double factor, boolean trained) {

    /** The use that this expression is, or null if it is something else. */
    public static @Nullable ParameterUse of(Tensor node) {
        double factor = 1;
        boolean trained = true;
        Tensor at = node;
        while (true) {
            if (at.op() instanceof ParameterView view) {
                return new ParameterUse(node, at, view.parameter(), factor, trained);
            }
            if (at.operands().isEmpty()) {
                return null;
            }
            Tensor inner = at.operand(0);
            if (at.op() == Binary.MULTIPLY) {
                OptionalDouble right = at.operand(1).constantValue();
                OptionalDouble left = inner.constantValue();
                if (right.isEmpty() && left.isEmpty()) {
                    return null;
                }
                factor *= right.isPresent() ? right.getAsDouble() : left.getAsDouble();
                at = right.isPresent() ? inner : at.operand(1);
            } else if (at.op() == Binary.DIVIDE && at.operand(1).constantValue().isPresent()) {
                factor /= at.operand(1).constantValue().getAsDouble();
                at = inner;
            } else if (at.op() == Unary.NEGATE) {
                factor = -factor;
                at = inner;
            } else if (at.op() instanceof StopGradient) {
                trained = false;
                at = inner;
            } else if (Movement.is(at.op()) || at.op() instanceof Cast) {
                at = inner;
            } else {
                return null;
            }
        }
    }

    /** Whether the parameter is taken out of this vector; a derivative of a network takes it out of another as well. */
    public boolean isOf(Tensor theta) {
        return view.operand(0) == theta;
    }

    /** The initial law of an entry as it is used: the parameter's, times the factor. */
    public Law law() {
        return parameter.law().scaled(factor);
    }

    /** The initial variance of an entry as it is used. */
    public double variance() {
        double s = factor * parameter.law().standardDeviation();
        return s * s;
    }

    /** For each element of the expression, in row-major order, the entry of the parameter that it is; −1 for zero. */
    public int[] places() {
        return places(node);
    }

    private static int[] places(Tensor node) {
        if (node.op() instanceof ParameterView) {
            int[] places = new int[node.shape().size()];
            Arrays.setAll(places, i -> i);
            return places;
        }
        boolean second =
                node.op() == Binary.MULTIPLY && node.operand(1).constantValue().isEmpty();
        int[] inner = places(node.operand(second ? 1 : 0));
        int[] moved = Movement.places(node);
        if (moved == null) {
            return inner;
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved[i] < 0 ? -1 : inner[moved[i]];
        }
        return moved;
    }

    /** Whether no entry stands in two places of the expression. */
    public boolean distinct() {
        int[] places = places();
        boolean[] seen = new boolean[parameter.shape().size()];
        for (int place : places) {
            if (place >= 0 && seen[place]) {
                return false;
            }
            if (place >= 0) {
                seen[place] = true;
            }
        }
        return true;
    }
}
