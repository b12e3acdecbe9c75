package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import java.util.Arrays;

/** The transforms as sums, N² operations for a line of N points. */
final class FourierDefinitions {

    private FourierDefinitions() {}

    static Definition complex(DiscreteFourier primitive, Tensor node) {
        Shape shape = node.operand(0).shape();
        return (operands, result) -> {
            double[][] parts = {operands.get(0).clone(), operands.get(1).clone()};
            for (int axis : primitive.axes()) {
                parts = along(shape, axis, parts, primitive.inverse());
            }
            for (int i = 0; i < parts[0].length; i++) {
                result[i] = primitive.scale() * parts[0][i];
                result[parts[0].length + i] = primitive.scale() * parts[1][i];
            }
        };
    }

    static Definition real(RealFourier primitive, Tensor node) {
        Shape shape = node.operand(0).shape();
        int n = shape.extent(primitive.axis());
        int inner = shape.range(primitive.axis() + 1, shape.rank()).size();
        int half = n / 2 + 1;
        return (operands, result) -> {
            double[] x = operands.get(0);
            double[][] all = along(shape, primitive.axis(), new double[][] {x, new double[x.length]}, false);
            int size = result.length / 2;
            for (int i = 0; i < size; i++) {
                int line = i / (half * inner);
                int from = line * n * inner + i % (half * inner);
                int k = i / inner % half;
                result[i] = primitive.scale() * all[0][from];
                result[size + i] = k == 0 || 2 * k == n ? 0 : primitive.scale() * all[1][from];
            }
        };
    }

    static Definition half(HalfFourier primitive, Tensor node) {
        int n = primitive.n();
        int inner = node.shape().range(primitive.axis() + 1, node.rank()).size();
        int half = n / 2 + 1;
        return (operands, result) -> {
            double[][] whole = new double[2][result.length];
            for (int i = 0; i < operands.get(0).length; i++) {
                int line = i / (half * inner);
                int k = i / inner % half;
                int q = i % inner;
                boolean alone = k == 0 || 2 * k == n;
                double re = operands.get(0)[i];
                double im = alone ? 0 : operands.get(1)[i];
                whole[0][(line * n + k) * inner + q] = re;
                whole[1][(line * n + k) * inner + q] = im;
                if (!alone) {
                    whole[0][(line * n + n - k) * inner + q] = re;
                    whole[1][(line * n + n - k) * inner + q] = -im;
                }
            }
            double[][] x = along(node.shape(), primitive.axis(), whole, true);
            for (int i = 0; i < result.length; i++) {
                result[i] = primitive.scale() * x[0][i];
            }
        };
    }

    /** {@code y[k] = Σⱼ x[j] e^{∓2πijk/n}} along one axis. */
    private static double[][] along(Shape shape, int axis, double[][] x, boolean inverse) {
        int n = shape.extent(axis);
        int inner = shape.range(axis + 1, shape.rank()).size();
        int outer = shape.range(0, axis).size();
        double[] cos = new double[n];
        double[] sin = new double[n];
        Arrays.setAll(cos, k -> Roots.cosine(k, n));
        Arrays.setAll(sin, k -> (inverse ? 1 : -1) * Roots.sine(k, n));
        double[][] y = new double[2][x[0].length];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    int angle = (int) ((long) j * k % n);
                    for (int q = 0; q < inner; q++) {
                        int from = (o * n + j) * inner + q;
                        int to = (o * n + k) * inner + q;
                        y[0][to] += x[0][from] * cos[angle] - x[1][from] * sin[angle];
                        y[1][to] += x[0][from] * sin[angle] + x[1][from] * cos[angle];
                    }
                }
            }
        }
        return y;
    }
}
