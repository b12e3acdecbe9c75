package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identity, whose derivative is declared to be zero. */
public record StopGradient() implements Primitive {

    @Override
    public String name() {
        return "stop-gradient";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(0).tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList((Tensor) null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
