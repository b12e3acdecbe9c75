package dev.lemma.compiler.internal.fourier;

/**
 * A transform of one line of n = ab points that lie side by side: its b columns are the lanes of transforms of a points; then, after factors
 * {@code e^{−2πijk/n}}, rows are laid beside each other, a vector of them at a time, and are the lanes of transforms of b points, which come out in place.
 */
final class FloatRow {

    private final int a;
    private final int b;
    private final FloatStages stages;
    private final int width;
    private final FloatLine lineA;
    private final FloatLine lineB;
    private final float[] real;
    private final float[] imaginary;
    private final int columns;

    FloatRow(int a, int b, FloatStages stages) {
        this.a = a;
        this.b = b;
        this.stages = stages;
        this.width = stages.width();
        this.lineA = FloatLine.of(a, stages);
        this.lineB = a == b ? lineA : FloatLine.of(b, stages);
        this.real = Twiddles.floats(a, b, true);
        this.imaginary = Twiddles.floats(a, b, false);
        int wanted = Math.max(width, 2048 / a / width * width);
        this.columns = Math.min(wanted, b);
    }

    /** That of no line. */
    static FloatRow none(FloatStages stages) {
        return new FloatRow(1, 1, stages);
    }

    int scratch() {
        int most = Math.min(b, columns + width);
        return 2 * a * b + Math.max(lineA.scratch(most), 2 * b * width + lineB.scratch(width));
    }

    /** What is read may be what is written. */
    void run(
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            float[] scratch,
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
    private void transpose(float[] x, int from, int to) {
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

    /** {@link FloatStages#unpack} of one line; conjugated for a transform of the other sign. */
    static void unpack(
            int m,
            float[] wr,
            float[] wi,
            float[] z,
            int in,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            boolean conjugated) {
        float sign = conjugated ? -1 : 1;
        for (int k = 0; k <= m / 2; k++) {
            int mirror = k == 0 ? 0 : m - k;
            float ar = z[in + k];
            float ai = z[in + m + k];
            float br = z[in + mirror];
            float bi = z[in + m + mirror];
            float er = (ar + br) / 2;
            float ei = (ai - bi) / 2;
            float dr = (ai + bi) / 2;
            float di = (br - ar) / 2;
            float tr = dr * wr[k] - di * wi[k];
            float ti = dr * wi[k] + di * wr[k];
            yr[out + k] = er + tr;
            yi[outI + k] = sign * (ei + ti);
            yr[out + m - k] = er - tr;
            yi[outI + m - k] = sign * (ti - ei);
        }
    }

    /** {@link FloatStages#pack} of one line. */
    static void pack(int m, float[] wr, float[] wi, float[] xr, int in, float[] xi, int inI, float[] z, int out) {
        for (int k = 0; k <= m / 2; k++) {
            float ar = xr[in + k];
            float br = xr[in + m - k];
            float ai = k == 0 ? 0 : xi[inI + k];
            float bi = k == 0 ? 0 : xi[inI + m - k];
            float er = ar + br;
            float ei = ai - bi;
            float dr = ar - br;
            float di = ai + bi;
            float tr = dr * wr[k] + di * wi[k];
            float ti = di * wr[k] - dr * wi[k];
            int mirror = k == 0 ? 0 : m - k;
            z[out + mirror] = er + ti;
            z[out + m + mirror] = tr - ei;
            z[out + k] = er - ti;
            z[out + m + k] = ei + tr;
        }
    }
}
