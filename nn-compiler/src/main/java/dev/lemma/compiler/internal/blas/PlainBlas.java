package dev.lemma.compiler.internal.blas;

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

    /** Fewer columns than this are not worth a vector: rows of C are then its columns, or each number is a dot product. */
    private static final int FEW = 8;

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
        FloatBlock block = floatBlocks.get();
        if (n >= FEW) {
            int rowStride = transposeA ? 1 : lda;
            int columnStride = transposeA ? lda : 1;
            block.add(
                    m,
                    n,
                    k,
                    alpha,
                    a,
                    aOffset,
                    rowStride,
                    columnStride,
                    transposeB,
                    b,
                    bOffset,
                    ldb,
                    c,
                    cOffset,
                    ldc,
                    1);
        } else if (transposeA) {
            int rowStride = transposeB ? ldb : 1;
            int columnStride = transposeB ? 1 : ldb;
            block.add(n, m, k, alpha, b, bOffset, rowStride, columnStride, false, a, aOffset, lda, c, cOffset, 1, ldc);
        } else {
            block.addDots(m, n, k, alpha, a, aOffset, lda, transposeB, b, bOffset, ldb, c, cOffset, ldc);
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
        DoubleBlock block = doubleBlocks.get();
        if (n >= FEW) {
            int rowStride = transposeA ? 1 : lda;
            int columnStride = transposeA ? lda : 1;
            block.add(
                    m,
                    n,
                    k,
                    alpha,
                    a,
                    aOffset,
                    rowStride,
                    columnStride,
                    transposeB,
                    b,
                    bOffset,
                    ldb,
                    c,
                    cOffset,
                    ldc,
                    1);
        } else if (transposeA) {
            int rowStride = transposeB ? ldb : 1;
            int columnStride = transposeB ? 1 : ldb;
            block.add(n, m, k, alpha, b, bOffset, rowStride, columnStride, false, a, aOffset, lda, c, cOffset, 1, ldc);
        } else {
            block.addDots(m, n, k, alpha, a, aOffset, lda, transposeB, b, bOffset, ldb, c, cOffset, ldc);
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

        private void take(boolean transposed, float[] b, int offset, int ldb, int depth, int width) {
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

        /** {@code C ← C + α·A·op(B)}, A and C of any strides: the columns of C are what is vectorised. */
        void add(
                int m,
                int n,
                int k,
                float alpha,
                float[] a,
                int aOffset,
                int rowStride,
                int columnStride,
                boolean transposed,
                float[] b,
                int bOffset,
                int ldb,
                float[] c,
                int cOffset,
                int rowStrideOfC,
                int columnStrideOfC) {
            for (int j = 0; j < n; j += WIDTH) {
                int width = Math.min(WIDTH, n - j);
                for (int p = 0; p < k; p += DEPTH) {
                    int depth = Math.min(DEPTH, k - p);
                    take(transposed, b, transposed ? bOffset + j * ldb + p : bOffset + p * ldb + j, ldb, depth, width);
                    for (int i = 0; i < m; i++) {
                        int from = aOffset + i * rowStride + p * columnStride;
                        int to = cOffset + i * rowStrideOfC + j * columnStrideOfC;
                        addRow(alpha, a, from, columnStride, depth, c, to, columnStrideOfC, width);
                    }
                }
            }
        }

        /** {@code C ← C + α·A·op(B)} for few columns, each number a dot product. */
        void addDots(
                int m,
                int n,
                int k,
                float alpha,
                float[] a,
                int aOffset,
                int lda,
                boolean transposed,
                float[] b,
                int bOffset,
                int ldb,
                float[] c,
                int cOffset,
                int ldc) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p += WIDTH) {
                    int depth = Math.min(WIDTH, k - p);
                    for (int q = 0; q < depth; q++) {
                        sums[q] = b[transposed ? bOffset + j * ldb + p + q : bOffset + (p + q) * ldb + j];
                    }
                    for (int i = 0; i < m; i++) {
                        c[cOffset + i * ldc + j] += alpha * dot(a, aOffset + i * lda + p, sums, depth);
                    }
                }
            }
        }

        /** Four sums, because each addition waits for the one before it. */
        private static float dot(float[] a, int offset, float[] column, int depth) {
            float s = 0;
            float t = 0;
            float u = 0;
            float v = 0;
            int p = 0;
            for (; p + 3 < depth; p += 4) {
                s += a[offset + p] * column[p];
                t += a[offset + p + 1] * column[p + 1];
                u += a[offset + p + 2] * column[p + 2];
                v += a[offset + p + 3] * column[p + 3];
            }
            for (; p < depth; p++) {
                s += a[offset + p] * column[p];
            }
            return s + t + (u + v);
        }

        private void addRow(
                float alpha,
                float[] a,
                int offset,
                int stride,
                int depth,
                float[] c,
                int to,
                int strideOfC,
                int width) {
            if (strideOfC == 1) {
                System.arraycopy(c, to, sums, 0, width);
            } else {
                for (int j = 0; j < width; j++) {
                    sums[j] = c[to + j * strideOfC];
                }
            }
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
            if (strideOfC == 1) {
                System.arraycopy(sums, 0, c, to, width);
            } else {
                for (int j = 0; j < width; j++) {
                    c[to + j * strideOfC] = sums[j];
                }
            }
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

        private void take(boolean transposed, double[] b, int offset, int ldb, int depth, int width) {
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

        /** {@code C ← C + α·A·op(B)}, A and C of any strides: the columns of C are what is vectorised. */
        void add(
                int m,
                int n,
                int k,
                double alpha,
                double[] a,
                int aOffset,
                int rowStride,
                int columnStride,
                boolean transposed,
                double[] b,
                int bOffset,
                int ldb,
                double[] c,
                int cOffset,
                int rowStrideOfC,
                int columnStrideOfC) {
            for (int j = 0; j < n; j += WIDTH) {
                int width = Math.min(WIDTH, n - j);
                for (int p = 0; p < k; p += DEPTH) {
                    int depth = Math.min(DEPTH, k - p);
                    take(transposed, b, transposed ? bOffset + j * ldb + p : bOffset + p * ldb + j, ldb, depth, width);
                    for (int i = 0; i < m; i++) {
                        int from = aOffset + i * rowStride + p * columnStride;
                        int to = cOffset + i * rowStrideOfC + j * columnStrideOfC;
                        addRow(alpha, a, from, columnStride, depth, c, to, columnStrideOfC, width);
                    }
                }
            }
        }

        /** {@code C ← C + α·A·op(B)} for few columns, each number a dot product. */
        void addDots(
                int m,
                int n,
                int k,
                double alpha,
                double[] a,
                int aOffset,
                int lda,
                boolean transposed,
                double[] b,
                int bOffset,
                int ldb,
                double[] c,
                int cOffset,
                int ldc) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p += WIDTH) {
                    int depth = Math.min(WIDTH, k - p);
                    for (int q = 0; q < depth; q++) {
                        sums[q] = b[transposed ? bOffset + j * ldb + p + q : bOffset + (p + q) * ldb + j];
                    }
                    for (int i = 0; i < m; i++) {
                        c[cOffset + i * ldc + j] += alpha * dot(a, aOffset + i * lda + p, sums, depth);
                    }
                }
            }
        }

        /** Four sums, because each addition waits for the one before it. */
        private static double dot(double[] a, int offset, double[] column, int depth) {
            double s = 0;
            double t = 0;
            double u = 0;
            double v = 0;
            int p = 0;
            for (; p + 3 < depth; p += 4) {
                s += a[offset + p] * column[p];
                t += a[offset + p + 1] * column[p + 1];
                u += a[offset + p + 2] * column[p + 2];
                v += a[offset + p + 3] * column[p + 3];
            }
            for (; p < depth; p++) {
                s += a[offset + p] * column[p];
            }
            return s + t + (u + v);
        }

        private void addRow(
                double alpha,
                double[] a,
                int offset,
                int stride,
                int depth,
                double[] c,
                int to,
                int strideOfC,
                int width) {
            if (strideOfC == 1) {
                System.arraycopy(c, to, sums, 0, width);
            } else {
                for (int j = 0; j < width; j++) {
                    sums[j] = c[to + j * strideOfC];
                }
            }
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
            if (strideOfC == 1) {
                System.arraycopy(sums, 0, c, to, width);
            } else {
                for (int j = 0; j < width; j++) {
                    c[to + j * strideOfC] = sums[j];
                }
            }
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
