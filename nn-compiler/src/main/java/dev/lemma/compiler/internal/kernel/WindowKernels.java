package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.internal.window.ConvForward;
import dev.lemma.compiler.internal.window.ConvGeometry;
import dev.lemma.compiler.internal.window.ConvInputGradient;
import dev.lemma.compiler.internal.window.ConvWeightGradient;
import dev.lemma.compiler.internal.window.MaxPool;
import dev.lemma.compiler.internal.window.PlanePlaces;
import dev.lemma.compiler.internal.window.PlaneProducts;
import dev.lemma.compiler.internal.window.PoolGeometry;
import dev.lemma.compiler.internal.window.WindowSums;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Workplace;

/** Kernels whose result at a place depends on a window of the operand: convolutions and pooling. */
final class WindowKernels {

    private WindowKernels() {}

    private static ConvGeometry geometry(Shape images, int filters, int groups, Window2D window) {
        return new ConvGeometry(
                images.extent(0), images.extent(1), images.extent(2), images.extent(3), filters, groups, window);
    }

    static Kernel convolution(Convolution op, Tensor node) {
        return at -> convolution(op, node, at);
    }

    private static Runnable convolution(Convolution op, Tensor node, Workplace in) {
        ConvGeometry geometry = geometry(node.operand(0).shape(), node.shape().extent(1), op.groups(), op.window());
        if (in.result().array() instanceof float[] y) {
            ConvForward<float[]> kernel = new ConvForward<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) in.memory(node.type(), kernel.scratch());
            float[] x = in.operand(0).floats();
            float[] w = in.operand(1).floats();
            return kernel.bound(
                    x,
                    in.operand(0).start(),
                    w,
                    in.operand(1).start(),
                    y,
                    in.result().start(),
                    scratch,
                    0,
                    in.team())::run;
        }
        ConvForward<double[]> kernel = new ConvForward<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) in.memory(node.type(), kernel.scratch());
        double[] x = in.operand(0).doubles();
        double[] w = in.operand(1).doubles();
        double[] y = in.result().doubles();
        return kernel.bound(
                x,
                in.operand(0).start(),
                w,
                in.operand(1).start(),
                y,
                in.result().start(),
                scratch,
                0,
                in.team())::run;
    }

    static Kernel inputGradient(ConvolutionInputGradient op, Tensor node) {
        return at -> inputGradient(op, node, at);
    }

    private static Runnable inputGradient(ConvolutionInputGradient op, Tensor node, Workplace in) {
        ConvGeometry geometry = geometry(node.shape(), node.operand(0).shape().extent(1), op.groups(), op.window());
        if (in.result().array() instanceof float[] x) {
            ConvInputGradient<float[]> kernel = new ConvInputGradient<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) in.memory(node.type(), kernel.scratch());
            float[] y = in.operand(0).floats();
            float[] w = in.operand(1).floats();
            return kernel.bound(
                    y,
                    in.operand(0).start(),
                    w,
                    in.operand(1).start(),
                    x,
                    in.result().start(),
                    scratch,
                    0,
                    in.team())::run;
        }
        ConvInputGradient<double[]> kernel = new ConvInputGradient<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) in.memory(node.type(), kernel.scratch());
        double[] y = in.operand(0).doubles();
        double[] w = in.operand(1).doubles();
        double[] x = in.result().doubles();
        return kernel.bound(
                y,
                in.operand(0).start(),
                w,
                in.operand(1).start(),
                x,
                in.result().start(),
                scratch,
                0,
                in.team())::run;
    }

    static Kernel weightGradient(ConvolutionWeightGradient op, Tensor node) {
        return at -> weightGradient(op, node, at);
    }

    private static Runnable weightGradient(ConvolutionWeightGradient op, Tensor node, Workplace in) {
        ConvGeometry geometry =
                geometry(node.operand(0).shape(), node.operand(1).shape().extent(1), op.groups(), op.window());
        if (in.result().array() instanceof float[] w) {
            ConvWeightGradient<float[]> kernel = new ConvWeightGradient<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) in.memory(node.type(), kernel.scratch());
            float[] x = in.operand(0).floats();
            float[] y = in.operand(1).floats();
            return kernel.bound(
                    x,
                    in.operand(0).start(),
                    y,
                    in.operand(1).start(),
                    w,
                    in.result().start(),
                    scratch,
                    0,
                    in.team())::run;
        }
        ConvWeightGradient<double[]> kernel = new ConvWeightGradient<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) in.memory(node.type(), kernel.scratch());
        double[] x = in.operand(0).doubles();
        double[] y = in.operand(1).doubles();
        double[] w = in.result().doubles();
        return kernel.bound(
                x,
                in.operand(0).start(),
                y,
                in.operand(1).start(),
                w,
                in.result().start(),
                scratch,
                0,
                in.team())::run;
    }

    private static PoolGeometry pool(Shape images, Window2D window) {
        return new PoolGeometry(images.extent(0) * images.extent(1), images.extent(2), images.extent(3), window);
    }

    static Kernel windowSum(WindowSum op, Tensor node) {
        return at -> windowSum(op, node, at);
    }

    private static Runnable windowSum(WindowSum op, Tensor node, Workplace in) {
        WindowSums kernel = new WindowSums(pool(node.operand(0).shape(), op.window()));
        return in.result().array() instanceof float[] y
                ? kernel.boundSum(
                        in.operand(0).floats(),
                        in.operand(0).start(),
                        y,
                        in.result().start(),
                        in.team())::run
                : kernel.boundSum(
                        in.operand(0).doubles(),
                        in.operand(0).start(),
                        in.result().doubles(),
                        in.result().start(),
                        in.team())::run;
    }

    static Kernel windowSumAdjoint(WindowSumAdjoint op, Tensor node) {
        return at -> windowSumAdjoint(op, node, at);
    }

    private static Runnable windowSumAdjoint(WindowSumAdjoint op, Tensor node, Workplace in) {
        WindowSums kernel = new WindowSums(pool(node.shape(), op.window()));
        return in.result().array() instanceof float[] x
                ? kernel.boundAdjoint(
                        in.operand(0).floats(),
                        in.operand(0).start(),
                        x,
                        in.result().start(),
                        in.team())::run
                : kernel.boundAdjoint(
                        in.operand(0).doubles(),
                        in.operand(0).start(),
                        in.result().doubles(),
                        in.result().start(),
                        in.team())::run;
    }

    static Kernel maxPoolIndices(MaxPoolIndices op, Tensor node) {
        return at -> maxPoolIndices(op, node, at);
    }

    private static Runnable maxPoolIndices(MaxPoolIndices op, Tensor node, Workplace in) {
        MaxPool kernel = new MaxPool(pool(node.operand(0).shape(), op.window()));
        return in.result().array() instanceof float[] places
                ? kernel.bound(
                        in.operand(0).floats(),
                        in.operand(0).start(),
                        places,
                        in.result().start(),
                        null,
                        0,
                        in.team())::run
                : kernel.bound(
                        in.operand(0).doubles(),
                        in.operand(0).start(),
                        in.result().doubles(),
                        in.result().start(),
                        null,
                        0,
                        in.team())::run;
    }

    static Kernel maxPoolBoth(MaxPoolBoth op, Tensor node) {
        return at -> maxPoolBoth(op.window(), node, at);
    }

    private static Runnable maxPoolBoth(Window2D window, Tensor node, Workplace in) {
        MaxPool kernel = new MaxPool(pool(node.operand(0).shape(), window));
        int half = node.shape().size() / 2;
        if (in.result().array() instanceof float[] both) {
            int from = in.result().start();
            return kernel.bound(in.operand(0).floats(), in.operand(0).start(), both, from, both, from + half, in.team())
                    ::run;
        }
        double[] both = in.result().doubles();
        int from = in.result().start();
        return kernel.bound(in.operand(0).doubles(), in.operand(0).start(), both, from, both, from + half, in.team())
                ::run;
    }

    private static PlanePlaces planes(Shape large, Shape small) {
        int extent = large.extent(-1);
        return new PlanePlaces(small.size() / small.extent(-1), extent, small.extent(-1));
    }

    /** The elements that pooling has chosen. */
    static Kernel take(Tensor node) {
        return at -> take(node, at);
    }

    private static Runnable take(Tensor node, Workplace in) {
        PlanePlaces kernel = planes(node.operand(0).shape(), node.shape());
        return in.result().array() instanceof float[] y
                ? kernel.boundTake(
                        in.operand(0).floats(),
                        in.operand(0).start(),
                        in.operand(1).floats(),
                        in.operand(1).start(),
                        y,
                        in.result().start(),
                        in.team())::run
                : kernel.boundTake(
                        in.operand(0).doubles(),
                        in.operand(0).start(),
                        in.operand(1).doubles(),
                        in.operand(1).start(),
                        in.result().doubles(),
                        in.result().start(),
                        in.team())::run;
    }

    /** Numbers added to where pooling has chosen. */
    static Kernel put(Tensor node) {
        return at -> put(node, at);
    }

    private static Runnable put(Tensor node, Workplace in) {
        PlanePlaces kernel = planes(node.shape(), node.operand(0).shape());
        return in.result().array() instanceof float[] x
                ? kernel.boundPut(
                        in.operand(0).floats(),
                        in.operand(0).start(),
                        in.operand(1).floats(),
                        in.operand(1).start(),
                        x,
                        in.result().start(),
                        in.team())::run
                : kernel.boundPut(
                        in.operand(0).doubles(),
                        in.operand(0).start(),
                        in.operand(1).doubles(),
                        in.operand(1).start(),
                        in.result().doubles(),
                        in.result().start(),
                        in.team())::run;
    }
}
