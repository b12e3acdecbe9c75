package dev.lemma.compiler.internal.fourier;

/**
 * A transform along one axis of an array [outer, n, inner], as parts that may run at once. Real and imaginary parts lie apart, each in row-major order.
 * Where the kind is complex, what is read may be what is written.
 *
 * <p>Lines beside each other are lanes as they lie; where fewer than a vector lie beside each other, lines are copied beside each other first, or, if each
 * is long, cut in two so that its own columns are the lanes.
 */
final class DoubleAxis extends AxisTransform {

    /** Points times lanes of a part: its buffers stay in the first or second cache. */
    private static final int PART = 1 << 14;

    /** Points from which a line is cut into columns of its own. */
    private static final int LONG = 256;

    private final TransformKind kind;
    private final int n;
    private final int inner;
    private final int outer;
    private final boolean inverse;
    private final double scale;
    private final int pointsIn;
    private final int pointsOut;
    private final DoubleStages stages;
    private final int width;
    private final boolean even;
    private final DoubleLine line;
    private final double[] halfReal;
    private final double[] halfImaginary;
    private final DoubleRow row;
    private final boolean byRows;
    private final boolean gathered;
    private final int lanes;
    private final int chunks;

    DoubleAxis(TransformKind kind, int outer, int n, int inner, boolean inverse, double scale, DoubleStages stages) {
        this.kind = kind;
        this.n = n;
        this.inner = inner;
        this.outer = outer;
        this.inverse = inverse || kind == TransformKind.HALF_TO_REAL;
        this.scale = scale;
        this.pointsIn = kind.pointsIn(n);
        this.pointsOut = kind.pointsOut(n);
        this.stages = stages;
        this.width = stages.width();
        this.even = kind != TransformKind.COMPLEX && n % 2 == 0;
        int m = even ? n / 2 : n;
        this.halfReal = even ? Twiddles.halves(m, true) : new double[0];
        this.halfImaginary = even ? Twiddles.halves(m, false) : new double[0];
        int divisor = Sizes.isSmooth(m) && m >= LONG ? Sizes.divisor(m, width) : 0;
        this.byRows = inner == 1 && width > 1 && divisor > 0 && (even || kind == TransformKind.COMPLEX);
        this.line = DoubleLine.of(byRows ? 1 : m, stages);
        this.row = byRows ? new DoubleRow(divisor, m / divisor, stages) : DoubleRow.none(stages);
        this.gathered = !byRows && inner < width;
        int wanted = Math.max(width, PART / n / width * width);
        if (byRows) {
            this.lanes = 1;
            this.chunks = outer;
        } else if (gathered) {
            long lines = (long) outer * inner;
            this.lanes = (int) Math.min(wanted, (lines + width - 1) / width * width);
            this.chunks = (int) ((lines + lanes - 1) / lanes);
        } else {
            this.lanes = Math.min(wanted, inner);
            // The last chunk takes what is left over, so that each has at least one vector.
            this.chunks = outer * Math.max(1, inner / lanes);
        }
    }

    @Override
    int parts() {
        return chunks;
    }

    @Override
    int scratch() {
        int m = even ? n / 2 : n;
        if (byRows) {
            return 4 * m + row.scratch();
        }
        int most = gathered ? lanes : lanes + inner % lanes;
        int tile = line.scratch(most);
        if (kind != TransformKind.COMPLEX) {
            tile += (even ? 2 : 4) * m * most;
        }
        return gathered ? tile + 2 * (pointsIn + pointsOut) * lanes : tile;
    }

    @Override
    void part(
            int i,
            Object xr,
            int in,
            Object xi,
            int inI,
            Object yr,
            int out,
            Object yi,
            int outI,
            Object scratch,
            int at) {
        part(i, (double[]) xr, in, (double[]) xi, inI, (double[]) yr, out, (double[]) yi, outI, (double[]) scratch, at);
    }

    private void part(
            int i,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            double[] scratch,
            int at) {
        if (byRows) {
            int from = i * pointsIn;
            int to = i * pointsOut;
            row(xr, in + from, xi, inI + from, yr, out + to, yi, outI + to, scratch, at);
            return;
        }
        if (!gathered) {
            int perOuter = Math.max(1, inner / lanes);
            int o = i / perOuter;
            int chunk = i % perOuter;
            int first = chunk * lanes;
            int run = chunk == perOuter - 1 ? inner - first : lanes;
            int from = o * pointsIn * inner + first;
            int to = o * pointsOut * inner + first;
            tile(run, xr, in + from, xi, inI + from, inner, yr, out + to, yi, outI + to, inner, scratch, at);
            return;
        }
        int first = i * lanes;
        int count = Math.min(lanes, outer * inner - first);
        int sizeIn = pointsIn * lanes;
        int sizeOut = pointsOut * lanes;
        int gatherI = at + sizeIn;
        int result = at + 2 * sizeIn;
        int free = result + 2 * sizeOut;
        boolean complexIn = kind != TransformKind.REAL_TO_HALF;
        boolean complexOut = kind != TransformKind.HALF_TO_REAL;
        for (int q = 0; q < lanes; q++) {
            // Lanes without a line repeat the last one.
            int lineAt = place(first + Math.min(q, count - 1), pointsIn);
            gather(xr, in + lineAt, scratch, at + q);
            if (complexIn) {
                gather(xi, inI + lineAt, scratch, gatherI + q);
            }
        }
        tile(
                lanes,
                scratch,
                at,
                scratch,
                gatherI,
                lanes,
                scratch,
                result,
                scratch,
                result + sizeOut,
                lanes,
                scratch,
                free);
        for (int q = 0; q < count; q++) {
            int lineAt = place(first + q, pointsOut);
            scatter(scratch, result + q, yr, out + lineAt);
            if (complexOut) {
                scatter(scratch, result + sizeOut + q, yi, outI + lineAt);
            }
        }
    }

    private int place(int lineNumber, int points) {
        return lineNumber / inner * points * inner + lineNumber % inner;
    }

    private void gather(double[] x, int from, double[] to, int at) {
        for (int p = 0; p < pointsIn; p++) {
            to[at + p * lanes] = x[from + p * inner];
        }
    }

    private void scatter(double[] from, int at, double[] y, int to) {
        for (int p = 0; p < pointsOut; p++) {
            y[to + p * inner] = from[at + p * lanes];
        }
    }

    /** Lanes that lie side by side. */
    private void tile(
            int run,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride,
            double[] scratch,
            int at) {
        switch (kind) {
            case COMPLEX -> {
                if (inverse) {
                    line.run(scale, run, xi, inI, xr, in, inStride, yi, outI, yr, out, outStride, scratch, at);
                } else {
                    line.run(scale, run, xr, in, xi, inI, inStride, yr, out, yi, outI, outStride, scratch, at);
                }
            }
            case REAL_TO_HALF -> realToHalf(run, xr, in, inStride, yr, out, yi, outI, outStride, scratch, at);
            case HALF_TO_REAL -> halfToReal(run, xr, in, xi, inI, inStride, yr, out, outStride, scratch, at);
        }
    }

    private void realToHalf(
            int run,
            double[] x,
            int in,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride,
            double[] scratch,
            int at) {
        int m = even ? n / 2 : n;
        int size = m * run;
        if (even) {
            // x₂ⱼ + i·x₂ⱼ₊₁ as they lie.
            int free = at + 2 * size;
            line.run(
                    scale,
                    run,
                    x,
                    in,
                    x,
                    in + inStride,
                    2 * inStride,
                    scratch,
                    at,
                    scratch,
                    at + size,
                    run,
                    scratch,
                    free);
            stages.unpack(m, run, halfReal, halfImaginary, scratch, at, size, run, yr, out, yi, outI, outStride);
            if (inverse) {
                conjugate(run, yi, outI, outStride);
            }
            return;
        }
        int result = at + 2 * size;
        int free = at + 4 * size;
        for (int p = 0; p < n; p++) {
            System.arraycopy(x, in + p * inStride, scratch, at + p * run, run);
        }
        java.util.Arrays.fill(scratch, at + size, at + 2 * size, 0);
        line.run(
                scale,
                run,
                scratch,
                at,
                scratch,
                at + size,
                run,
                scratch,
                result,
                scratch,
                result + size,
                run,
                scratch,
                free);
        for (int p = 0; p < pointsOut; p++) {
            System.arraycopy(scratch, result + p * run, yr, out + p * outStride, run);
            System.arraycopy(scratch, result + size + p * run, yi, outI + p * outStride, run);
        }
        java.util.Arrays.fill(yi, outI, outI + run, 0);
        if (inverse) {
            conjugate(run, yi, outI, outStride);
        }
    }

    private void conjugate(int run, double[] yi, int outI, int outStride) {
        for (int p = 0; p < pointsOut; p++) {
            for (int q = 0; q < run; q++) {
                yi[outI + p * outStride + q] = -yi[outI + p * outStride + q];
            }
        }
    }

    private void halfToReal(
            int run,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] y,
            int out,
            int outStride,
            double[] scratch,
            int at) {
        int m = even ? n / 2 : n;
        int size = m * run;
        if (even) {
            int free = at + 2 * size;
            stages.pack(m, run, halfReal, halfImaginary, xr, in, xi, inI, inStride, scratch, at, size, run);
            line.run(
                    scale,
                    run,
                    scratch,
                    at + size,
                    scratch,
                    at,
                    run,
                    y,
                    out + outStride,
                    y,
                    out,
                    2 * outStride,
                    scratch,
                    free);
            return;
        }
        int result = at + 2 * size;
        int free = at + 4 * size;
        for (int p = 0; p < pointsIn; p++) {
            int mirror = p == 0 ? 0 : n - p;
            for (int q = 0; q < run; q++) {
                double re = xr[in + p * inStride + q];
                double im = p == 0 ? 0 : xi[inI + p * inStride + q];
                scratch[at + mirror * run + q] = re;
                scratch[at + size + mirror * run + q] = -im;
                scratch[at + p * run + q] = re;
                scratch[at + size + p * run + q] = im;
            }
        }
        line.run(
                scale,
                run,
                scratch,
                at + size,
                scratch,
                at,
                run,
                scratch,
                result + size,
                scratch,
                result,
                run,
                scratch,
                free);
        for (int p = 0; p < n; p++) {
            System.arraycopy(scratch, result + p * run, y, out + p * outStride, run);
        }
    }

    /** One long line, its points side by side. */
    private void row(
            double[] xr,
            int in,
            double[] xi,
            int inI,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            double[] scratch,
            int at) {
        int m = even ? n / 2 : n;
        int free = at + 4 * m;
        int second = at + 2 * m;
        switch (kind) {
            case COMPLEX -> {
                if (inverse) {
                    row.run(scale, xi, inI, xr, in, yi, outI, yr, out, scratch, at);
                } else {
                    row.run(scale, xr, in, xi, inI, yr, out, yi, outI, scratch, at);
                }
            }
            case REAL_TO_HALF -> {
                for (int j = 0; j < m; j++) {
                    scratch[at + j] = xr[in + 2 * j];
                    scratch[at + m + j] = xr[in + 2 * j + 1];
                }
                row.run(scale, scratch, at, scratch, at + m, scratch, second, scratch, second + m, scratch, free);
                DoubleRow.unpack(m, halfReal, halfImaginary, scratch, second, yr, out, yi, outI, inverse);
            }
            case HALF_TO_REAL -> {
                DoubleRow.pack(m, halfReal, halfImaginary, xr, in, xi, inI, scratch, at);
                row.run(scale, scratch, at + m, scratch, at, scratch, second + m, scratch, second, scratch, free);
                for (int j = 0; j < m; j++) {
                    yr[out + 2 * j] = scratch[second + j];
                    yr[out + 2 * j + 1] = scratch[second + m + j];
                }
            }
        }
    }
}
