package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that is linear in each of its first {@link #linearOperands} operands separately, the others (indices, keys) being constants:
 * its JVP applies the primitive itself, {@code ẏ = Σᵢ f(x₁, …, ẋᵢ, …, xₙ)}.
 */
public interface Linear extends Primitive {

    /** How many leading operands the result is linear in; all by default. */
    default int linearOperands(Tensor y) {
        return y.operands().size();
    }

    @Override
    default @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor sum = null;
        for (int i = 0; i < linearOperands(y); i++) {
            Tensor tangent = tangents.get(i);
            if (tangent != null) {
                List<Tensor> operands = new ArrayList<>(y.operands());
                operands.set(i, tangent);
                Tensor term = Tensor.apply(this, operands);
                sum = sum == null ? term : sum.plus(term);
            }
        }
        return sum;
    }
}
