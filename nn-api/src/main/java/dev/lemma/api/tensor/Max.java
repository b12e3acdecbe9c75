package dev.lemma.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The maximum over axes, which disappear; NaN wins, an empty maximum is −∞. Where several elements attain it, the derivative is shared
 * equally between them, as in PyTorch and JAX.
 *
 * @param axes ascending, without repetition
 */
public record Max(List<Integer> axes) implements Primitive {

    public Max {
        axes = List.copyOf(axes);
    }

    @Override
    public String name() {
        return "max";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return new TensorType(
                operands.get(0).type(), Sum.reduced(operands.get(0).shape(), axes));
    }

    /** 1/k at each of the k elements that attain the maximum, 0 elsewhere. */
    private Tensor share(Tensor y) {
        Tensor x = y.operand(0);
        Shape kept = Sum.kept(x.shape(), axes);
        Tensor attains = x.equalTo(y.reshape(kept));
        return attains.dividedBy(Tensor.apply(new Sum(axes), attains).reshape(kept));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape shape = y.operand(0).shape();
        return List.of(weighted(cotangent.reshape(Sum.kept(shape, axes)).broadcast(shape), share(y)));
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return Tensor.apply(new Sum(axes), weighted(tangents.get(0), share(y)));
    }

    private static Tensor weighted(Tensor t, Tensor share) {
        return Tensor.apply(Binary.MULTIPLY_NO_NAN, t, share);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Tensor.apply(new Max(axes.stream().map(axis -> axis + 1).toList()), x.get(0));
    }
}
