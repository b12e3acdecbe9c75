package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the maximum of each window lies: [N, C, H', W'] of places {@code i·W + j} in the plane of the operand [N, C, H, W]. Padding counts as −∞, the
 * first of equal maxima wins, NaN wins over numbers. Max pooling is a {@link TakeAlong} of these; their own derivative is zero.
 *
 * @param window extent, stride, dilation and padding
 */
public record MaxPoolIndices(Window2D window) implements Primitive {

    @Override
    public String name() {
        return "max-pool-indices";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Convolution.checkImages("max pooling", x);
        window.requireElements("max pooling", x.shape().extent(2), x.shape().extent(3));
        Gather.checkExact("max pooling", x.shape().extent(2) * x.shape().extent(3), x);
        return new TensorType(x.type(), pooled(x.shape(), window));
    }

    static Shape pooled(Shape x, Window2D window) {
        return Shape.of(x.extent(0), x.extent(1), window.outputHeight(x.extent(2)), window.outputWidth(x.extent(3)));
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
        return Batcher.unfold(x.count(), Tensor.apply(this, Batcher.fold(x.get(0))));
    }
}
