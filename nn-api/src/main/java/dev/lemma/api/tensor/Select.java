package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code condition ≠ 0 ? a : b}, element by element; the branch that is not taken leaves no trace, NaN included, not even in derivatives. */
public record Select() implements Elementwise {

    @Override
    public String name() {
        return "select";
    }

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public @Nullable Tensor partial(int i, Tensor y) {
        throw new AssertionError("select has rules of its own");
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor condition = y.operand(0);
        Tensor zero = cotangent.filled(0);
        return Arrays.asList(
                null, Tensor.select(condition, cotangent, zero), Tensor.select(condition, zero, cotangent));
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor a = tangents.get(1);
        Tensor b = tangents.get(2);
        if (a == null && b == null) {
            return null;
        }
        Tensor zero = y.filled(0);
        return Tensor.select(y.operand(0), a == null ? zero : a, b == null ? zero : b);
    }
}
