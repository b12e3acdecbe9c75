package dev.lemma.core.linalg;

/**
 * Products in plain Java, blocked so that C2 vectorises the inner loop. It does that only for loops over whole arrays of one
 * index each, never for pieces of one array at different offsets; so a block of op(B) is copied to an array per row, and each
 * row of C is summed in an array of its own, four rows of B at a time. About 10-20 Gflop/s on AVX2.
 */
final class PlainBlas implements Blas {
    static final PlainBlas INSTANCE = new PlainBlas();

    /** Columns of a block: its 64 rows fill the first two cache levels. */
    private static final int WIDTH = 256;

    private static final int DEPTH = 64;

    private final ThreadLocal<FloatBlock> floatBlocks = ThreadLocal.withInitial(FloatBlock::new);
    private final ThreadLocal<DoubleBlock> doubleBlocks = ThreadLocal.withInitial(DoubleBlock::new);

    private PlainBlas() {}

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        if (beta != 1) {
            scale(m, n, beta, c, cOffset, ldc);
        }
        int rowStride = transposeA ? 1 : lda;
        int columnStride = transposeA ? lda : 1;
        FloatBlock block = floatBlocks.get();
        for (int j = 0; j < n; j += WIDTH) {
            int width = Math.min(WIDTH, n - j);
            for (int p = 0; p < k; p += DEPTH) {
                int depth = Math.min(DEPTH, k - p);
                block.take(
                        transposeB, b, transposeB ? bOffset + j * ldb + p : bOffset + p * ldb + j, ldb, depth, width);
                for (int i = 0; i < m; i++) {
                    int from = aOffset + i * rowStride + p * columnStride;
                    block.addRow(alpha, a, from, columnStride, depth, c, cOffset + i * ldc + j, width);
                }
            }
        }
    }

    private static void scale(int m, int n, float beta, float[] c, int offset, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = offset + i * ldc + j;
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            double beta,
            double[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        if (beta != 1) {
            scale(m, n, beta, c, cOffset, ldc);
        }
        int rowStride = transposeA ? 1 : lda;
        int columnStride = transposeA ? lda : 1;
        DoubleBlock block = doubleBlocks.get();
        for (int j = 0; j < n; j += WIDTH) {
            int width = Math.min(WIDTH, n - j);
            for (int p = 0; p < k; p += DEPTH) {
                int depth = Math.min(DEPTH, k - p);
                block.take(
                        transposeB, b, transposeB ? bOffset + j * ldb + p : bOffset + p * ldb + j, ldb, depth, width);
                for (int i = 0; i < m; i++) {
                    int from = aOffset + i * rowStride + p * columnStride;
                    block.addRow(alpha, a, from, columnStride, depth, c, cOffset + i * ldc + j, width);
                }
            }
        }
    }

    private static void scale(int m, int n, double beta, double[] c, int offset, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = offset + i * ldc + j;
                c[at] = beta == 0 ? 0 : beta * c[at];
            }
        }
    }

    @Override
    public boolean isNative() {
        return false;
    }

    @Override
    public String description() {
        return "plain Java loops, 1 thread per call";
    }

    @Override
    public void pinThreads() {}

    private static final class FloatBlock {
        private final float[][] rows = new float[DEPTH][WIDTH];
        private final float[] sums = new float[WIDTH];

        void take(boolean transposed, float[] b, int offset, int ldb, int depth, int width) {
            for (int p = 0; p < depth; p++) {
                float[] row = rows[p];
                if (transposed) {
                    for (int j = 0, at = offset + p; j < width; j++, at += ldb) {
                        row[j] = b[at];
                    }
                } else {
                    System.arraycopy(b, offset + p * ldb, row, 0, width);
                }
            }
        }

        void addRow(float alpha, float[] a, int offset, int stride, int depth, float[] c, int to, int width) {
            System.arraycopy(c, to, sums, 0, width);
            int p = 0;
            for (int at = offset; p + 3 < depth; p += 4, at += 4 * stride) {
                add(
                        sums,
                        alpha * a[at],
                        rows[p],
                        alpha * a[at + stride],
                        rows[p + 1],
                        alpha * a[at + 2 * stride],
                        rows[p + 2],
                        alpha * a[at + 3 * stride],
                        rows[p + 3],
                        width);
            }
            for (; p < depth; p++) {
                add(sums, alpha * a[offset + p * stride], rows[p], width);
            }
            System.arraycopy(sums, 0, c, to, width);
        }

        private static void add(
                float[] y, float a, float[] s, float b, float[] t, float c, float[] u, float d, float[] v, int n) {
            for (int j = 0; j < n; j++) {
                y[j] += a * s[j] + b * t[j] + (c * u[j] + d * v[j]);
            }
        }

        private static void add(float[] y, float a, float[] s, int n) {
            for (int j = 0; j < n; j++) {
                y[j] += a * s[j];
            }
        }
    }

    private static final class DoubleBlock {
        private final double[][] rows = new double[DEPTH][WIDTH];
        private final double[] sums = new double[WIDTH];

        void take(boolean transposed, double[] b, int offset, int ldb, int depth, int width) {
            for (int p = 0; p < depth; p++) {
                double[] row = rows[p];
                if (transposed) {
                    for (int j = 0, at = offset + p; j < width; j++, at += ldb) {
                        row[j] = b[at];
                    }
                } else {
                    System.arraycopy(b, offset + p * ldb, row, 0, width);
                }
            }
        }

        void addRow(double alpha, double[] a, int offset, int stride, int depth, double[] c, int to, int width) {
            System.arraycopy(c, to, sums, 0, width);
            int p = 0;
            for (int at = offset; p + 3 < depth; p += 4, at += 4 * stride) {
                add(
                        sums,
                        alpha * a[at],
                        rows[p],
                        alpha * a[at + stride],
                        rows[p + 1],
                        alpha * a[at + 2 * stride],
                        rows[p + 2],
                        alpha * a[at + 3 * stride],
                        rows[p + 3],
                        width);
            }
            for (; p < depth; p++) {
                add(sums, alpha * a[offset + p * stride], rows[p], width);
            }
            System.arraycopy(sums, 0, c, to, width);
        }

        private static void add(
                double[] y,
                double a,
                double[] s,
                double b,
                double[] t,
                double c,
                double[] u,
                double d,
                double[] v,
                int n) {
            for (int j = 0; j < n; j++) {
                y[j] += a * s[j] + b * t[j] + (c * u[j] + d * v[j]);
            }
        }

        private static void add(double[] y, double a, double[] s, int n) {
            for (int j = 0; j < n; j++) {
                y[j] += a * s[j];
            }
        }
    }
}
