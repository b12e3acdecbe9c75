package dev.lemma.api.tensor;

import java.util.List;

/**
 * The adjoint of {@link WindowSum}: each number is added to all places of its window, in planes of the given height and width.
 *
 * @param window that of the sum
 * @param height of the planes of the result
 * @param width of the planes of the result
 */
public record WindowSumAdjoint(Window2D window, int height, int width) implements Linear {

    @Override
    public String name() {
        return "window-sum-adjoint";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor y = operands.get(0);
        Convolution.checkImages(name(), y);
        Shape x = y.shape().with(2, height).with(3, width);
        if (!MaxPoolIndices.pooled(x, window).equals(y.shape())) {
            throw new ShapeException(name() + ": " + y.shape() + " is not the window sum of planes of " + height + "×"
                    + width + ", " + window);
        }
        return new TensorType(y.type(), x);
    }

    @Override
    public List<Tensor> vjp(Tensor x, Tensor cotangent) {
        return List.of(Tensor.apply(new WindowSum(window), cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Batcher.unfold(x.count(), Tensor.apply(this, Batcher.fold(x.get(0))));
    }
}
