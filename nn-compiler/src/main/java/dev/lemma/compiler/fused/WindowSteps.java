package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.concurrent.Team;
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

/** Steps whose result at a place depends on a window of the operand: convolutions and pooling. */
final class WindowSteps {

    private WindowSteps() {}

    private static ConvGeometry geometry(Shape images, int filters, int groups, Window2D window) {
        return new ConvGeometry(
                images.extent(0), images.extent(1), images.extent(2), images.extent(3), filters, groups, window);
    }

    static Step convolution(Operands in, Tensor node, Convolution op, Binding binding, Team team) {
        ConvGeometry geometry = geometry(node.operand(0).shape(), node.shape().extent(1), op.groups(), op.window());
        if (in.result() instanceof float[] y) {
            ConvForward<float[]> kernel = new ConvForward<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) binding.scratch(node.type(), kernel.scratch());
            float[] x = (float[]) in.array(0);
            float[] w = (float[]) in.array(1);
            return kernel.bound(x, in.start(0), w, in.start(1), y, in.resultStart(), scratch, 0, team)::run;
        }
        ConvForward<double[]> kernel = new ConvForward<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) binding.scratch(node.type(), kernel.scratch());
        double[] x = (double[]) in.array(0);
        double[] w = (double[]) in.array(1);
        double[] y = (double[]) in.result();
        return kernel.bound(x, in.start(0), w, in.start(1), y, in.resultStart(), scratch, 0, team)::run;
    }

    static Step inputGradient(Operands in, Tensor node, ConvolutionInputGradient op, Binding binding, Team team) {
        ConvGeometry geometry = geometry(node.shape(), node.operand(0).shape().extent(1), op.groups(), op.window());
        if (in.result() instanceof float[] x) {
            ConvInputGradient<float[]> kernel = new ConvInputGradient<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) binding.scratch(node.type(), kernel.scratch());
            float[] y = (float[]) in.array(0);
            float[] w = (float[]) in.array(1);
            return kernel.bound(y, in.start(0), w, in.start(1), x, in.resultStart(), scratch, 0, team)::run;
        }
        ConvInputGradient<double[]> kernel = new ConvInputGradient<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) binding.scratch(node.type(), kernel.scratch());
        double[] y = (double[]) in.array(0);
        double[] w = (double[]) in.array(1);
        double[] x = (double[]) in.result();
        return kernel.bound(y, in.start(0), w, in.start(1), x, in.resultStart(), scratch, 0, team)::run;
    }

    static Step weightGradient(Operands in, Tensor node, ConvolutionWeightGradient op, Binding binding, Team team) {
        ConvGeometry geometry =
                geometry(node.operand(0).shape(), node.operand(1).shape().extent(1), op.groups(), op.window());
        if (in.result() instanceof float[] w) {
            ConvWeightGradient<float[]> kernel = new ConvWeightGradient<>(geometry, PlaneProducts.floats(Blas.best()));
            float[] scratch = (float[]) binding.scratch(node.type(), kernel.scratch());
            float[] x = (float[]) in.array(0);
            float[] y = (float[]) in.array(1);
            return kernel.bound(x, in.start(0), y, in.start(1), w, in.resultStart(), scratch, 0, team)::run;
        }
        ConvWeightGradient<double[]> kernel = new ConvWeightGradient<>(geometry, PlaneProducts.doubles(Blas.best()));
        double[] scratch = (double[]) binding.scratch(node.type(), kernel.scratch());
        double[] x = (double[]) in.array(0);
        double[] y = (double[]) in.array(1);
        double[] w = (double[]) in.result();
        return kernel.bound(x, in.start(0), y, in.start(1), w, in.resultStart(), scratch, 0, team)::run;
    }

    private static PoolGeometry pool(Shape images, Window2D window) {
        return new PoolGeometry(images.extent(0) * images.extent(1), images.extent(2), images.extent(3), window);
    }

    static Step windowSum(Operands in, Tensor node, WindowSum op, Team team) {
        WindowSums kernel = new WindowSums(pool(node.operand(0).shape(), op.window()));
        return in.result() instanceof float[] y
                ? kernel.boundSum((float[]) in.array(0), in.start(0), y, in.resultStart(), team)::run
                : kernel.boundSum((double[]) in.array(0), in.start(0), (double[]) in.result(), in.resultStart(), team)
                        ::run;
    }

    static Step windowSumAdjoint(Operands in, Tensor node, WindowSumAdjoint op, Team team) {
        WindowSums kernel = new WindowSums(pool(node.shape(), op.window()));
        return in.result() instanceof float[] x
                ? kernel.boundAdjoint((float[]) in.array(0), in.start(0), x, in.resultStart(), team)::run
                : kernel.boundAdjoint(
                        (double[]) in.array(0), in.start(0), (double[]) in.result(), in.resultStart(), team)::run;
    }

    static Step maxPoolIndices(Operands in, Tensor node, MaxPoolIndices op, Team team) {
        MaxPool kernel = new MaxPool(pool(node.operand(0).shape(), op.window()));
        return in.result() instanceof float[] places
                ? kernel.bound((float[]) in.array(0), in.start(0), places, in.resultStart(), null, 0, team)::run
                : kernel.bound(
                                (double[]) in.array(0),
                                in.start(0),
                                (double[]) in.result(),
                                in.resultStart(),
                                null,
                                0,
                                team)::run;
    }

    static Step maxPoolBoth(Operands in, Tensor node, Window2D window, Team team) {
        MaxPool kernel = new MaxPool(pool(node.operand(0).shape(), window));
        int half = node.shape().size() / 2;
        if (in.result() instanceof float[] both) {
            int from = in.resultStart();
            return kernel.bound((float[]) in.array(0), in.start(0), both, from, both, from + half, team)::run;
        }
        double[] both = (double[]) in.result();
        int from = in.resultStart();
        return kernel.bound((double[]) in.array(0), in.start(0), both, from, both, from + half, team)::run;
    }

    private static PlanePlaces planes(Shape large, Shape small) {
        int extent = large.extent(-1);
        return new PlanePlaces(small.size() / small.extent(-1), extent, small.extent(-1));
    }

    /** The elements that pooling has chosen. */
    static Step take(Operands in, Tensor node, Team team) {
        PlanePlaces kernel = planes(node.operand(0).shape(), node.shape());
        return in.result() instanceof float[] y
                ? kernel.boundTake(
                        (float[]) in.array(0),
                        in.start(0),
                        (float[]) in.array(1),
                        in.start(1),
                        y,
                        in.resultStart(),
                        team)::run
                : kernel.boundTake(
                        (double[]) in.array(0),
                        in.start(0),
                        (double[]) in.array(1),
                        in.start(1),
                        (double[]) in.result(),
                        in.resultStart(),
                        team)::run;
    }

    /** Numbers added to where pooling has chosen. */
    static Step put(Operands in, Tensor node, Team team) {
        PlanePlaces kernel = planes(node.shape(), node.operand(0).shape());
        return in.result() instanceof float[] x
                ? kernel.boundPut(
                        (float[]) in.array(0),
                        in.start(0),
                        (float[]) in.array(1),
                        in.start(1),
                        x,
                        in.resultStart(),
                        team)::run
                : kernel.boundPut(
                        (double[]) in.array(0),
                        in.start(0),
                        (double[]) in.array(1),
                        in.start(1),
                        (double[]) in.result(),
                        in.resultStart(),
                        team)::run;
    }
}
