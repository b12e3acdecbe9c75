package dev.lemma.api.tensor;

import java.util.List;

/**
 * The adjoint of {@link Convolution} in its images: {@code (ȳ, w) ↦ x̄} with {@code ⟨conv(x, w), ȳ⟩ = ⟨x, x̄⟩}. This is the transposed convolution.
 *
 * @param window that of the convolution
 * @param groups those of the convolution
 * @param height H of x̄, which the window and ȳ do not determine when the stride is above 1
 * @param width W of x̄
 */
public record ConvolutionInputGradient(Window2D window, int groups, int height, int width) implements Linear {

    @Override
    public String name() {
        return "convolution-input-gradient";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor y = operands.get(0);
        Tensor w = operands.get(1);
        Convolution.checkImages(name(), y);
        Convolution.checkFilters(name(), w, window);
        if (y.shape().extent(1) != w.shape().extent(0)
                || groups < 1
                || w.shape().extent(0) % groups != 0
                || y.shape().extent(2) != window.outputHeight(height)
                || y.shape().extent(3) != window.outputWidth(width)) {
            throw new ShapeException(name() + ": " + y.shape() + " is not the convolution of images of " + height + "×"
                    + width + " with filters " + w.shape() + ", " + window + ", " + groups + " groups");
        }
        return new TensorType(
                y.type(), Shape.of(y.shape().extent(0), groups * w.shape().extent(1), height, width));
    }

    @Override
    public List<Tensor> vjp(Tensor x, Tensor cotangent) {
        Tensor y = x.operand(0);
        Tensor w = x.operand(1);
        return List.of(
                Tensor.apply(new Convolution(window, groups), cotangent, w),
                Tensor.apply(new ConvolutionWeightGradient(window, groups), cotangent, y));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        if (!x.isMapped(1)) {
            return Batcher.unfold(n, Tensor.apply(this, Batcher.fold(x.get(0)), x.get(1)));
        }
        Tensor all = Tensor.apply(
                new ConvolutionInputGradient(window, n * groups, height, width),
                Batcher.asChannels(x.spread(0)),
                Batcher.fold(x.get(1)));
        return Batcher.fromChannels(n, all);
    }
}
