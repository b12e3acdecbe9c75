package dev.lemma.compiler.internal.fourier;

/**
 * A transform of one line of n = ab points that lie side by side: its b columns are the lanes of transforms of a points; then, after factors
 * {@code e^{−2πijk/n}}, rows are laid beside each other, a vector of them at a time, and are the lanes of transforms of b points, which come out in place.
 */
final class DoubleRow {

    private final int a;
    private final int b;
    private final DoubleStages stages;
    private final int width;
    private final DoubleLine lineA;
    private final DoubleLine lineB;
    private final double[] real;
    private final double[] imaginary;
    private final int columns;

    DoubleRow(int a, int b, DoubleStages stages) {
        this.a = a;
        this.b = b;
        this.stages = stages;
        this.width = stages.width();
        this.lineA = DoubleLine.of(a, stages);
        this.lineB = a == b ? lineA : DoubleLine.of(b, stages);
        this.real = Twiddles.doubles(a, b, true);
        this.imaginary = Twiddles.doubles(a, b, false);
        int wanted = Math.max(width, 2048 / a / width * width);
        this.columns = Math.min(wanted, b);
    }

    /** That of no line. */
    static DoubleRow none(DoubleStages stages) {
        return new DoubleRow(1, 1, stages);
    }

    int scratch() {
        int most = Math.min(b, columns + width);
        return 2 * a * b + Math.max(lineA.scratch(most), 2 * b * width + lineB.scratch(width));
    }

    /** What is read may be what is written. */
    void run(
            double scale,
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
        int size = a * b;
        int free = at + 2 * size;
        for (int j = 0; j < b; ) {
            int run = b - j < columns + width ? b - j : columns;
            lineA.run(1, run, xr, in + j, xi, inI + j, b, scratch, at + j, scratch, at + size + j, b, scratch, free);
            j += run;
        }
        int buffer = b * width;
        for (int k = 0; k < a; k += width) {
            int first = Math.min(k, a - width);
            // Rows that the last vector shares with the one before have their factors already.
            int fresh = k - first;
            stages.multiplyEach(
                    (width - fresh) * b, real, imaginary, k * b, scratch, at + k * b, scratch, at + size + k * b);
            transpose(scratch, at + first * b, free);
            transpose(scratch, at + size + first * b, free + buffer);
            lineB.run(
                    scale,
                    width,
                    scratch,
                    free,
                    scratch,
                    free + buffer,
                    width,
                    yr,
                    out + first,
                    yi,
                    outI + first,
                    a,
                    scratch,
                    free + 2 * buffer);
        }
    }

    /** Rows of b numbers, as many as a vector has lanes, to columns. */
    private void transpose(double[] x, int from, int to) {
        int block = 16;
        for (int start = 0; start < b; start += block) {
            int end = Math.min(b, start + block);
            for (int v = 0; v < width; v++) {
                int source = from + v * b;
                int target = to + v;
                for (int j = start; j < end; j++) {
                    x[target + j * width] = x[source + j];
                }
            }
        }
    }

    /** {@link DoubleStages#unpack} of one line; conjugated for a transform of the other sign. */
    static void unpack(
            int m,
            double[] wr,
            double[] wi,
            double[] z,
            int in,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            boolean conjugated) {
        double sign = conjugated ? -1 : 1;
        for (int k = 0; k <= m / 2; k++) {
            int mirror = k == 0 ? 0 : m - k;
            double ar = z[in + k];
            double ai = z[in + m + k];
            double br = z[in + mirror];
            double bi = z[in + m + mirror];
            double er = (ar + br) / 2;
            double ei = (ai - bi) / 2;
            double dr = (ai + bi) / 2;
            double di = (br - ar) / 2;
            double tr = dr * wr[k] - di * wi[k];
            double ti = dr * wi[k] + di * wr[k];
            yr[out + k] = er + tr;
            yi[outI + k] = sign * (ei + ti);
            yr[out + m - k] = er - tr;
            yi[outI + m - k] = sign * (ti - ei);
        }
    }

    /** {@link DoubleStages#pack} of one line. */
    static void pack(int m, double[] wr, double[] wi, double[] xr, int in, double[] xi, int inI, double[] z, int out) {
        for (int k = 0; k <= m / 2; k++) {
            double ar = xr[in + k];
            double br = xr[in + m - k];
            double ai = k == 0 ? 0 : xi[inI + k];
            double bi = k == 0 ? 0 : xi[inI + m - k];
            double er = ar + br;
            double ei = ai - bi;
            double dr = ar - br;
            double di = ai + bi;
            double tr = dr * wr[k] + di * wi[k];
            double ti = di * wr[k] - dr * wi[k];
            int mirror = k == 0 ? 0 : m - k;
            z[out + mirror] = er + ti;
            z[out + m + mirror] = tr - ei;
            z[out + k] = er - ti;
            z[out + m + k] = ei + tr;
        }
    }
}
