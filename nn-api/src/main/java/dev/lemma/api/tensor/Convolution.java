package dev.lemma.api.tensor;

import java.util.List;

/**
 * Convolution in the sense of deep learning (cross-correlation, no flip) of images x [N, C, H, W] with filters w [O, C/groups, kH, kW]:
 *
 * <pre>{@code
 * y[n, o, i, j] = Σ_{c, p, q} w[o, c, p, q] · x[n, c₀(o) + c, i·s + p·d − pad, j·s + q·d − pad]
 * }</pre>
 *
 * with zeros outside. Together with {@link ConvolutionInputGradient} and {@link ConvolutionWeightGradient} it is closed under differentiation:
 * all three are bilinear and are adjoint to each other. The transposed convolution is the input gradient.
 *
 * <p>Cost: {@code 2·N·O·C/groups·kH·kW·H'·W'}.
 *
 * @param window extent, stride, dilation and padding of the filters
 * @param groups number of equal parts that channels and filters are divided into; both are multiples of it
 */
public record Convolution(Window2D window, int groups) implements Linear {

    @Override
    public String name() {
        return "convolution";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor w = operands.get(1);
        checkImages("convolution", x);
        checkFilters("convolution", w, window);
        int channels = x.shape().extent(1);
        int filters = w.shape().extent(0);
        if (x.type() != w.type()) {
            throw new ShapeException(
                    "convolution: images " + x.tensorType() + ", filters " + w.tensorType() + ": cast one of them");
        }
        if (groups < 1 || channels != groups * w.shape().extent(1) || filters % groups != 0) {
            throw new ShapeException("convolution: images " + x.shape() + " and filters " + w.shape() + " with "
                    + groups + " groups: expected channels " + channels + " = groups · "
                    + w.shape().extent(1) + " and groups dividing " + filters);
        }
        return new TensorType(
                x.type(),
                Shape.of(
                        x.shape().extent(0),
                        filters,
                        window.outputHeight(x.shape().extent(2)),
                        window.outputWidth(x.shape().extent(3))));
    }

    static void checkImages(String operation, Tensor x) {
        if (x.rank() != 4) {
            throw new ShapeException(operation + ": expected images [N, C, H, W], got " + x.shape());
        }
    }

    static void checkFilters(String operation, Tensor w, Window2D window) {
        if (w.rank() != 4
                || w.shape().extent(2) != window.kernelH()
                || w.shape().extent(3) != window.kernelW()) {
            throw new ShapeException(operation + ": expected filters [O, C/groups, " + window.kernelH() + ", "
                    + window.kernelW() + "], got " + w.shape());
        }
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Tensor x = y.operand(0);
        Tensor w = y.operand(1);
        return List.of(
                Tensor.apply(
                        new ConvolutionInputGradient(
                                window, groups, x.shape().extent(2), x.shape().extent(3)),
                        cotangent,
                        w),
                Tensor.apply(new ConvolutionWeightGradient(window, groups), x, cotangent));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        if (!x.isMapped(1)) {
            return Batcher.unfold(n, Tensor.apply(this, Batcher.fold(x.get(0)), x.get(1)));
        }
        if (!x.isMapped(0) && groups == 1) {
            return Batcher.fromChannels(n, Tensor.apply(this, x.get(0), Batcher.fold(x.get(1))));
        }
        Tensor all = Tensor.apply(
                new Convolution(window, n * groups), Batcher.asChannels(x.spread(0)), Batcher.fold(x.get(1)));
        return Batcher.fromChannels(n, all);
    }
}
