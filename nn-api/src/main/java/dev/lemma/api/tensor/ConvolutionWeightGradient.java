package dev.lemma.api.tensor;

import java.util.List;

/**
 * The adjoint of {@link Convolution} in its filters: {@code (x, ȳ) ↦ w̄} with {@code ⟨conv(x, w), ȳ⟩ = ⟨w, w̄⟩}.
 *
 * @param window that of the convolution
 * @param groups those of the convolution
 */
public record ConvolutionWeightGradient(Window2D window, int groups) implements Linear {

    @Override
    public String name() {
        return "convolution-weight-gradient";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor y = operands.get(1);
        Convolution.checkImages(name(), x);
        Convolution.checkImages(name(), y);
        if (x.shape().extent(0) != y.shape().extent(0)
                || groups < 1
                || x.shape().extent(1) % groups != 0
                || y.shape().extent(1) % groups != 0
                || y.shape().extent(2) != window.outputHeight(x.shape().extent(2))
                || y.shape().extent(3) != window.outputWidth(x.shape().extent(3))) {
            throw new ShapeException(name() + ": " + y.shape() + " is not a convolution of " + x.shape() + " with "
                    + window + ", " + groups + " groups");
        }
        return new TensorType(
                x.type(),
                Shape.of(y.shape().extent(1), x.shape().extent(1) / groups, window.kernelH(), window.kernelW()));
    }

    @Override
    public List<Tensor> vjp(Tensor w, Tensor cotangent) {
        Tensor x = w.operand(0);
        Tensor y = w.operand(1);
        return List.of(
                Tensor.apply(
                        new ConvolutionInputGradient(
                                window, groups, x.shape().extent(2), x.shape().extent(3)),
                        y,
                        cotangent),
                Tensor.apply(new Convolution(window, groups), x, cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        Tensor all = Tensor.apply(
                new ConvolutionWeightGradient(window, n * groups),
                Batcher.asChannels(x.spread(0)),
                Batcher.asChannels(x.spread(1)));
        return Batcher.unfold(n, all);
    }
}
