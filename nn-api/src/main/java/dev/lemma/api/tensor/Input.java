package dev.lemma.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leaf whose numbers are given when a program runs. Each is itself only: two inputs with equal names are different.
 */
public final class Input implements Primitive {

    private final String name;
    private final TensorType type;

    Input(String name, TensorType type) {
        this.name = name;
        this.type = type;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return type;
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of();
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public String toString() {
        return name;
    }
}
