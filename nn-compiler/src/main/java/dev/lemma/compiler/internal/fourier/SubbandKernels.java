package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.LineSubbandsAdjoint;
import dev.lemma.api.fourier.PlaneSubbands;
import dev.lemma.api.fourier.PlaneSubbandsAdjoint;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import java.util.List;
import java.util.function.IntConsumer;

/** Sub-bands and their adjoints: kernels whose parts are filters, lines or rows, and definitions as sums. */
final class SubbandKernels {

    private SubbandKernels() {}

    static Kernel line(LineSubbands primitive, Tensor node) {
        int n = primitive.n();
        int lines = node.shape().extent(1);
        int filters = node.shape().extent(2);
        int points = node.shape().extent(3);
        int half = n / 2 + 1;
        Subbands loops = Subbands.of(node.type());
        return at -> {
            Place re = at.operand(0);
            Place im = at.operand(1);
            Place bank = at.operand(2);
            Place out = at.result();
            int outIm = out.start() + lines * filters * points;
            int[] bounds = new int[4 * filters];
            at.count(4L * bounds.length);
            IntConsumer part = f -> {
                int w = bank.start() + f * n;
                loops.support(bank.array(), w, n, bounds, 4 * f);
                for (int a = 0; a < lines; a++) {
                    int to = (a * filters + f) * points;
                    loops.line(
                            re.array(),
                            re.start() + a * half,
                            im.array(),
                            im.start() + a * half,
                            bank.array(),
                            w,
                            n,
                            primitive.step(),
                            bounds,
                            4 * f,
                            out.array(),
                            out.start() + to,
                            outIm + to);
                }
            };
            return () -> at.team().run(filters, part);
        };
    }

    static Kernel lineAdjoint(LineSubbandsAdjoint primitive, Tensor node) {
        int n = primitive.n();
        int lines = node.shape().extent(1);
        int half = n / 2 + 1;
        int filters = node.operand(0).shape().extent(1);
        int points = node.operand(0).shape().extent(2);
        Subbands loops = Subbands.of(node.type());
        return at -> {
            Place re = at.operand(0);
            Place im = at.operand(1);
            Place bank = at.operand(2);
            Place out = at.result();
            int outIm = out.start() + lines * half;
            int[] bounds = new int[4 * filters];
            at.count(4L * bounds.length);
            IntConsumer supports = f -> loops.support(bank.array(), bank.start() + f * n, n, bounds, 4 * f);
            IntConsumer part = a -> {
                loops.clear(out.array(), out.start() + a * half, half);
                loops.clear(out.array(), outIm + a * half, half);
                for (int f = 0; f < filters; f++) {
                    int from = (a * filters + f) * points;
                    loops.lineAdjoint(
                            re.array(),
                            re.start() + from,
                            im.array(),
                            im.start() + from,
                            bank.array(),
                            bank.start() + f * n,
                            n,
                            primitive.step(),
                            bounds,
                            4 * f,
                            out.array(),
                            out.start() + a * half,
                            outIm + a * half);
                }
            };
            return () -> {
                at.team().run(filters, supports);
                at.team().run(lines, part);
            };
        };
    }

    static Kernel plane(PlaneSubbands primitive, Tensor node) {
        int height = node.shape().extent(1);
        int filters = node.shape().extent(3);
        int count = node.shape().extent(4);
        Subbands loops = Subbands.of(node.type());
        return at -> {
            Place re = at.operand(0);
            Place im = at.operand(1);
            Place bank = at.operand(2);
            Place out = at.result();
            int outIm = out.start() + node.shape().size() / 2;
            IntConsumer part = row -> loops.planeRow(
                    re.array(),
                    re.start(),
                    im.array(),
                    im.start(),
                    bank.array(),
                    bank.start(),
                    primitive.rows(),
                    primitive.columns(),
                    primitive.step(),
                    filters,
                    count,
                    row,
                    out.array(),
                    out.start(),
                    outIm);
            return () -> at.team().run(height, part);
        };
    }

    static Kernel planeAdjoint(PlaneSubbandsAdjoint primitive, Tensor node) {
        int filters = node.operand(0).shape().extent(2);
        int count = node.shape().extent(3);
        Subbands loops = Subbands.of(node.type());
        return at -> {
            Place re = at.operand(0);
            Place im = at.operand(1);
            Place bank = at.operand(2);
            Place out = at.result();
            int outIm = out.start() + node.shape().size() / 2;
            IntConsumer part = row -> loops.planeRowAdjoint(
                    re.array(),
                    re.start(),
                    im.array(),
                    im.start(),
                    bank.array(),
                    bank.start(),
                    primitive.rows(),
                    primitive.columns(),
                    primitive.step(),
                    filters,
                    count,
                    row,
                    out.array(),
                    out.start(),
                    outIm);
            return () -> at.team().run(primitive.rows(), part);
        };
    }

    static Definition lineDefinition(LineSubbands primitive, Tensor node) {
        int n = primitive.n();
        int half = n / 2 + 1;
        int filters = node.shape().extent(2);
        int points = node.shape().extent(3);
        int size = node.shape().size() / 2;
        return (operands, result) -> {
            for (int i = 0; i < size / points * n; i++) {
                int k = i % n;
                int f = i / n % filters;
                int a = i / n / filters;
                int from = a * half + Math.min(k, n - k);
                int to = (a * filters + f) * points + k % points;
                double psi = operands.get(2)[f * n + k];
                result[to] += psi * operands.get(0)[from];
                result[size + to] += (2 * k <= n ? psi : -psi) * operands.get(1)[from];
            }
        };
    }

    static Definition lineAdjointDefinition(LineSubbandsAdjoint primitive, Tensor node) {
        int n = primitive.n();
        int half = n / 2 + 1;
        int filters = node.operand(0).shape().extent(1);
        int points = node.operand(0).shape().extent(2);
        int size = node.shape().size() / 2;
        return (operands, result) -> {
            for (int i = 0; i < node.shape().extent(1) * filters * n; i++) {
                int k = i % n;
                int f = i / n % filters;
                int a = i / n / filters;
                int to = a * half + Math.min(k, n - k);
                int from = (a * filters + f) * points + k % points;
                double psi = operands.get(2)[f * n + k];
                result[to] += psi * operands.get(0)[from];
                result[size + to] += (2 * k <= n ? psi : -psi) * operands.get(1)[from];
            }
        };
    }

    static Definition planeDefinition(PlaneSubbands primitive, Tensor node) {
        return (operands, result) -> planes(
                primitive.rows(),
                primitive.columns(),
                primitive.step(),
                node.shape().extent(3),
                node.shape().extent(4),
                operands,
                result,
                false);
    }

    static Definition planeAdjointDefinition(PlaneSubbandsAdjoint primitive, Tensor node) {
        return (operands, result) -> planes(
                primitive.rows(),
                primitive.columns(),
                primitive.step(),
                node.operand(0).shape().extent(2),
                node.shape().extent(3),
                operands,
                result,
                true);
    }

    /** Every filter at every frequency, from pictures to sub-bands or back. */
    private static void planes(
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            List<double[]> operands,
            double[] result,
            boolean adjoint) {
        int half = columns / 2 + 1;
        int width = columns / step;
        int size = result.length / 2;
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                boolean kept = l < half;
                int picture = kept ? k * half + l : (rows - k) % rows * half + columns - l;
                int band = k % (rows / step) * width + l % width;
                for (int f = 0; f < filters; f++) {
                    double psi = operands.get(2)[(k * columns + l) * filters + f];
                    for (int a = 0; a < count; a++) {
                        int x = picture * count + a;
                        int y = (band * filters + f) * count + a;
                        int from = adjoint ? y : x;
                        int to = adjoint ? x : y;
                        result[to] += psi * operands.get(0)[from];
                        result[size + to] += (kept ? psi : -psi) * operands.get(1)[from];
                    }
                }
            }
        }
    }
}
