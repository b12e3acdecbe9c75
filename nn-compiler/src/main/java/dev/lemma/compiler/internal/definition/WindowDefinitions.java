package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.primitive.Definition;
import java.util.Arrays;

/** What looks through a window: convolutions and pooling, and their adjoints. */
public final class WindowDefinitions {

    private interface Tap {
        void at(int x, int y);
    }

    private interface Product {
        void at(int x, int filter, int y);
    }

    private WindowDefinitions() {}

    /** Calls for each pair of a place of the image and a place of the result whose window covers it. */
    private static void eachTap(Window2D w, Shape x, Shape y, Tap tap) {
        Index.each(y, (index, i) -> {
            for (int p = 0; p < w.kernelH(); p++) {
                for (int q = 0; q < w.kernelW(); q++) {
                    int row = index[2] * w.strideH() + p * w.dilationH() - w.padTop();
                    int column = index[3] * w.strideW() + q * w.dilationW() - w.padLeft();
                    if (row >= 0 && row < x.extent(2) && column >= 0 && column < x.extent(3)) {
                        tap.at(((index[0] * x.extent(1) + index[1]) * x.extent(2) + row) * x.extent(3) + column, i);
                    }
                }
            }
        });
    }

    private static void eachProduct(Window2D w, int groups, Shape x, Shape y, int channelsPerGroup, Product product) {
        int filtersPerGroup = y.extent(1) / groups;
        Index.each(y, (index, i) -> {
            int group = index[1] / filtersPerGroup;
            for (int c = 0; c < channelsPerGroup; c++) {
                for (int p = 0; p < w.kernelH(); p++) {
                    for (int q = 0; q < w.kernelW(); q++) {
                        int row = index[2] * w.strideH() + p * w.dilationH() - w.padTop();
                        int column = index[3] * w.strideW() + q * w.dilationW() - w.padLeft();
                        if (row >= 0 && row < x.extent(2) && column >= 0 && column < x.extent(3)) {
                            int channel = group * channelsPerGroup + c;
                            product.at(
                                    ((index[0] * x.extent(1) + channel) * x.extent(2) + row) * x.extent(3) + column,
                                    ((index[1] * channelsPerGroup + c) * w.kernelH() + p) * w.kernelW() + q,
                                    i);
                        }
                    }
                }
            }
        });
    }

    /** Images by filters. */
    public static Definition convolution(Convolution op, Tensor node) {
        int channels = node.operand(1).shape().extent(1);
        return (in, result) -> eachProduct(
                op.window(),
                op.groups(),
                node.operand(0).shape(),
                node.shape(),
                channels,
                (x, f, y) -> result[y] += in.get(0)[x] * in.get(1)[f]);
    }

    /** The adjoint with respect to the images. */
    public static Definition inputGradient(ConvolutionInputGradient op, Tensor node) {
        int channels = node.operand(1).shape().extent(1);
        return (in, result) -> eachProduct(
                op.window(),
                op.groups(),
                node.shape(),
                node.operand(0).shape(),
                channels,
                (x, f, y) -> result[x] += in.get(0)[y] * in.get(1)[f]);
    }

    /** The adjoint with respect to the filters. */
    public static Definition weightGradient(ConvolutionWeightGradient op, Tensor node) {
        return (in, result) -> eachProduct(
                op.window(),
                op.groups(),
                node.operand(0).shape(),
                node.operand(1).shape(),
                node.shape().extent(1),
                (x, f, y) -> result[f] += in.get(0)[x] * in.get(1)[y]);
    }

    /** The place of the first maximum of each window. */
    public static Definition maxPoolIndices(MaxPoolIndices op, Tensor node) {
        Shape x = node.operand(0).shape();
        int plane = x.extent(2) * x.extent(3);
        return (in, result) -> {
            double[] numbers = in.get(0);
            Arrays.fill(result, -1);
            eachTap(op.window(), x, node.shape(), (from, to) -> {
                int base = from / plane * plane;
                if (result[to] < 0 || Index.wins(numbers[from], numbers[base + (int) result[to]])) {
                    result[to] = from - base;
                }
            });
        };
    }

    /** The sum of each window. */
    public static Definition windowSum(WindowSum op, Tensor node) {
        return (in, result) ->
                eachTap(op.window(), node.operand(0).shape(), node.shape(), (x, y) -> result[y] += in.get(0)[x]);
    }

    /** Numbers added to all places of their windows. */
    public static Definition windowSumAdjoint(WindowSumAdjoint op, Tensor node) {
        return (in, result) ->
                eachTap(op.window(), node.shape(), node.operand(0).shape(), (x, y) -> result[x] += in.get(0)[y]);
    }
}
