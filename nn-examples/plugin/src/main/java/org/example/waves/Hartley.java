package org.example.waves;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Hartley transform along the last axis, a Fourier transform of real numbers to real numbers:
 *
 * <pre>{@code
 * yₖ = Σⱼ xⱼ cas(2πjk/n)        cas t = cos t + sin t
 * }</pre>
 *
 * <p>Linear and symmetric, so that it is its own VJP and JVP; n times its own inverse.
 *
 * @see <a href="https://doi.org/10.1109/JRPROC.1942.234333">Hartley 1942</a>
 */
public record Hartley() implements Primitive {

    /** The transform of x along its last axis. */
    public static Tensor of(Tensor x) {
        return Tensor.apply(new Hartley(), x);
    }

    @Override
    public String name() {
        return "hartley";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        if (operands.size() != 1 || operands.get(0).rank() == 0) {
            throw new ShapeException("hartley: expected one operand with an axis, got " + operands);
        }
        return operands.get(0).tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return List.of(of(cotangent));
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return of(tangents.get(0));
    }

    @Override
    public Tensor batch(Tensor y, Mapped operands) {
        return operands.leading(this);
    }
}
