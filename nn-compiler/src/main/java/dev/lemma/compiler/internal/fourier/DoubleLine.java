package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A planned transform of n points on lanes that lie side by side: {@code y = scale · Σⱼ xⱼ e^{−2πijk/n}}. What is read may be what is written, at the same
 * places. Immutable.
 */
abstract class DoubleLine {

    /** Points times lanes that a transform in one piece may have; more are cut in two, so that the pieces stay in the second cache. */
    private static final int LARGEST_PIECE = 1 << 15;

    final int n;
    final DoubleStages stages;

    DoubleLine(int n, DoubleStages stages) {
        this.n = n;
        this.stages = stages;
    }

    static DoubleLine of(int n, DoubleStages stages) {
        if (!Sizes.isSmooth(n)) {
            return new Chirp(n, stages);
        }
        int width = Math.max(16, stages.width());
        int a = (long) n * width > LARGEST_PIECE ? Sizes.divisor(n, 4) : 0;
        return a == 0 ? new Direct(n, stages) : new Split(a, n / a, stages);
    }

    /** Numbers of scratch space for so many lanes. */
    abstract int scratch(int lanes);

    abstract void run(
            double scale,
            int lanes,
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
            int at);

    /** Stage by stage, between two buffers. */
    private static final class Direct extends DoubleLine {

        private final Stage[] plan;

        Direct(int n, DoubleStages stages) {
            super(n, stages);
            List<Stage> plan = new ArrayList<>();
            int stride = 1;
            for (int radix : Sizes.radices(n)) {
                plan.add(new Stage(DType.FLOAT64, radix, n / stride / radix, stride));
                stride *= radix;
            }
            this.plan = plan.toArray(new Stage[0]);
        }

        @Override
        int scratch(int lanes) {
            return (plan.length > 2 ? 4 : 2) * n * lanes;
        }

        @Override
        void run(
                double scale,
                int lanes,
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
            int size = n * lanes;
            if (plan.length <= 1) {
                // Nothing stands between reading and writing: what is read is put aside.
                for (int p = 0; p < n; p++) {
                    System.arraycopy(xr, in + p * inStride, scratch, at + p * lanes, lanes);
                    System.arraycopy(xi, inI + p * inStride, scratch, at + size + p * lanes, lanes);
                }
                if (plan.length == 1) {
                    stages.run(
                            plan[0], scale, lanes, scratch, at, scratch, at + size, lanes, yr, out, yi, outI,
                            outStride);
                } else {
                    for (int q = 0; q < lanes; q++) {
                        yr[out + q] = scale * scratch[at + q];
                        yi[outI + q] = scale * scratch[at + size + q];
                    }
                }
                return;
            }
            int from = at;
            int to = at + 2 * size;
            stages.run(plan[0], scale, lanes, xr, in, xi, inI, inStride, scratch, from, scratch, from + size, lanes);
            for (int i = 1; i < plan.length - 1; i++) {
                stages.run(
                        plan[i],
                        scale,
                        lanes,
                        scratch,
                        from,
                        scratch,
                        from + size,
                        lanes,
                        scratch,
                        to,
                        scratch,
                        to + size,
                        lanes);
                int swap = from;
                from = to;
                to = swap;
            }
            stages.run(
                    plan[plan.length - 1],
                    scale,
                    lanes,
                    scratch,
                    from,
                    scratch,
                    from + size,
                    lanes,
                    yr,
                    out,
                    yi,
                    outI,
                    outStride);
        }
    }

    /**
     * n = ab: b transforms of a points, factors {@code e^{−2πi jk/n}}, a transforms of b points, with {@code x[j_a b + j_b]} and {@code y[k_a + a k_b]}.
     */
    private static final class Split extends DoubleLine {

        private final int a;
        private final int b;
        private final DoubleLine lineA;
        private final DoubleLine lineB;
        private final double[] real;
        private final double[] imaginary;

        Split(int a, int b, DoubleStages stages) {
            super(a * b, stages);
            this.a = a;
            this.b = b;
            this.lineA = of(a, stages);
            this.lineB = a == b ? lineA : of(b, stages);
            this.real = Twiddles.doubles(a, b, true);
            this.imaginary = Twiddles.doubles(a, b, false);
        }

        /** Points j_b that are transformed at once where they lie side by side. */
        private int columns(int lanes) {
            return Math.max(1, Math.min(b, 64 / lanes));
        }

        @Override
        int scratch(int lanes) {
            return 2 * n * lanes
                    + Math.max(lineA.scratch(columns(lanes) * lanes), 2 * b * lanes + lineB.scratch(lanes));
        }

        @Override
        void run(
                double scale,
                int lanes,
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
            int size = n * lanes;
            int row = b * lanes;
            int free = at + 2 * size;
            int columns = inStride == lanes ? columns(lanes) : 1;
            for (int j = 0; j < b; j += columns) {
                int run = Math.min(columns, b - j) * lanes;
                lineA.run(
                        1,
                        run,
                        xr,
                        in + j * inStride,
                        xi,
                        inI + j * inStride,
                        b * inStride,
                        scratch,
                        at + j * lanes,
                        scratch,
                        at + size + j * lanes,
                        row,
                        scratch,
                        free);
            }
            for (int k = 0; k < a; k++) {
                int from = at + k * row;
                stages.multiply(
                        b,
                        lanes,
                        real,
                        imaginary,
                        k * b,
                        1,
                        scratch,
                        from,
                        scratch,
                        from + size,
                        lanes,
                        scratch,
                        free,
                        scratch,
                        free + row,
                        lanes);
                lineB.run(
                        scale,
                        lanes,
                        scratch,
                        free,
                        scratch,
                        free + row,
                        lanes,
                        yr,
                        out + k * outStride,
                        yi,
                        outI + k * outStride,
                        a * outStride,
                        scratch,
                        free + 2 * row);
            }
        }
    }

    /**
     * Any n as a circular convolution of m ≥ 2n − 1 points (Bluestein): {@code jk = (j² + k² − (k−j)²)/2}, so with {@code c_j = e^{−πij²/n}},
     * {@code y_k = c_k Σⱼ (x_j c_j) c̄_{k−j}}.
     */
    private static final class Chirp extends DoubleLine {

        private final int m;
        private final DoubleLine line;
        private final double[] chirpReal;
        private final double[] chirpImaginary;
        private final double[] filterReal;
        private final double[] filterImaginary;

        Chirp(int n, DoubleStages stages) {
            super(n, stages);
            this.m = Sizes.nextFast(2 * n - 1);
            this.line = of(m, stages);
            double[][] tables = Twiddles.chirp(n, m);
            this.chirpReal = tables[0];
            this.chirpImaginary = tables[1];
            this.filterReal = tables[2];
            this.filterImaginary = tables[3];
        }

        @Override
        int scratch(int lanes) {
            return 4 * m * lanes + line.scratch(lanes);
        }

        @Override
        void run(
                double scale,
                int lanes,
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
            int size = m * lanes;
            int second = at + 2 * size;
            int free = at + 4 * size;
            java.util.Arrays.fill(scratch, at + n * lanes, at + size, 0);
            java.util.Arrays.fill(scratch, at + size + n * lanes, at + 2 * size, 0);
            stages.multiply(
                    n,
                    lanes,
                    chirpReal,
                    chirpImaginary,
                    0,
                    1,
                    xr,
                    in,
                    xi,
                    inI,
                    inStride,
                    scratch,
                    at,
                    scratch,
                    at + size,
                    lanes);
            line.run(
                    1,
                    lanes,
                    scratch,
                    at,
                    scratch,
                    at + size,
                    lanes,
                    scratch,
                    second,
                    scratch,
                    second + size,
                    lanes,
                    scratch,
                    free);
            stages.multiply(
                    m,
                    lanes,
                    filterReal,
                    filterImaginary,
                    0,
                    1,
                    scratch,
                    second,
                    scratch,
                    second + size,
                    lanes,
                    scratch,
                    at,
                    scratch,
                    at + size,
                    lanes);
            // Back: real and imaginary parts exchanged. The filter is divided by m.
            line.run(
                    scale,
                    lanes,
                    scratch,
                    at + size,
                    scratch,
                    at,
                    lanes,
                    scratch,
                    second + size,
                    scratch,
                    second,
                    lanes,
                    scratch,
                    free);
            stages.multiply(
                    n,
                    lanes,
                    chirpReal,
                    chirpImaginary,
                    0,
                    1,
                    scratch,
                    second,
                    scratch,
                    second + size,
                    lanes,
                    yr,
                    out,
                    yi,
                    outI,
                    outStride);
        }
    }
}
