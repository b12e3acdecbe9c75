package dev.lemma.api.walk;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the slope of a function that is a composition, and is not found by the chain rule: {@code x·σ(x)} is a product, whose factors are not bounded together. It is recognised by its
 * expression, node by node, of whatever it is taken.
 *
 * <pre>{@code
 * DeclaredSlope silu = DeclaredSlope.of(x -> x.times(x.sigmoid()), new Slope(-0.0999, 1.0999));
 * }</pre>
 *
 * @param variable x
 * @param value f(x)
 * @param slope of f
 */
public record DeclaredSlope(Tensor variable, Tensor value, Slope slope) {

    /** That of a function of each number by itself. */
    public static DeclaredSlope of(UnaryOperator<Tensor> function, Slope slope) {
        Tensor x = Tensor.input("x", DType.FLOAT64);
        return new DeclaredSlope(x, function.apply(x), slope);
    }

    /** The g for which the node is f(g), or null if it is not f of anything. */
    public @Nullable Tensor argument(Tensor node) {
        Tensor[] found = new Tensor[1];
        return matches(value, node, found) ? found[0] : null;
    }

    private boolean matches(Tensor template, Tensor node, Tensor[] found) {
        if (template == variable) {
            if (found[0] == null) {
                found[0] = node;
            }
            return found[0] == node;
        }
        OptionalDouble constant = template.constantValue();
        if (constant.isPresent() || node.constantValue().isPresent()) {
            return constant.equals(node.constantValue());
        }
        if (!template.op().equals(node.op())
                || template.operands().size() != node.operands().size()) {
            return false;
        }
        for (int i = 0; i < template.operands().size(); i++) {
            if (!matches(template.operand(i), node.operand(i), found)) {
                return false;
            }
        }
        return true;
    }
}
