package dev.lemma.api.tensor;

import java.util.List;

/**
 * The sum over each window of each channel, zeros outside: average pooling times the window's size.
 *
 * @param window extent, stride, dilation and padding
 */
public record WindowSum(Window2D window) implements Linear {

    @Override
    public String name() {
        return "window-sum";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Convolution.checkImages(name(), x);
        return new TensorType(x.type(), MaxPoolIndices.pooled(x.shape(), window));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Shape x = y.operand(0).shape();
        return List.of(Tensor.apply(new WindowSumAdjoint(window, x.extent(2), x.extent(3)), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Batcher.unfold(x.count(), Tensor.apply(this, Batcher.fold(x.get(0))));
    }
}
