package dev.lemma.compiler.internal.product;

/**
 * A tile in scalar code with the same chains of fused multiply-adds, and so the same bits, as the vector tile of its size: it
 * stands in while that is being compiled.
 */
record ScalarFloatTile(int rows, int columns, boolean continuing) implements FloatTile {

    @Override
    public void run(float[] a, int ao, int ars, int acs, float[] b, int bo, int bs, float[] c, int co, int ldc, int k) {
        for (int r = 0; r < rows; r++) {
            int row = co + r * ldc;
            int j = 0;
            for (; j + 3 < columns; j += 4) {
                float c0 = continuing ? c[row + j] : 0;
                float c1 = continuing ? c[row + j + 1] : 0;
                float c2 = continuing ? c[row + j + 2] : 0;
                float c3 = continuing ? c[row + j + 3] : 0;
                for (int p = 0, l = ao + r * ars, q = bo + j; p < k; p++, l += acs, q += bs) {
                    float x = a[l];
                    c0 = Math.fma(x, b[q], c0);
                    c1 = Math.fma(x, b[q + 1], c1);
                    c2 = Math.fma(x, b[q + 2], c2);
                    c3 = Math.fma(x, b[q + 3], c3);
                }
                c[row + j] = c0;
                c[row + j + 1] = c1;
                c[row + j + 2] = c2;
                c[row + j + 3] = c3;
            }
            for (; j < columns; j++) {
                float sum = continuing ? c[row + j] : 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a[ao + r * ars + p * acs], b[bo + j + p * bs], sum);
                }
                c[row + j] = sum;
            }
        }
    }

    /** Dot products as {@link TileAssembler#floatDots} does them. */
    record Dots(int lanes, int rows) implements FloatTile {

        @Override
        public void run(
                float[] a, int ao, int ars, int acs, float[] b, int bo, int bs, float[] c, int co, int ldc, int k) {
            for (int r = 0; r < rows; r++) {
                int at = co + r * lanes;
                for (int l = 0; l < lanes; l++) {
                    float sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum = Math.fma(a[ao + r * ars + p * acs + l], b[bo + p * bs + l], sum);
                    }
                    c[at + l] = sum;
                }
            }
            for (int r = 0; r < rows; r++) {
                c[co + r] = pairwise(c, co + r * lanes, lanes);
            }
        }

        private static float pairwise(float[] c, int from, int count) {
            return count == 1 ? c[from] : pairwise(c, from, count / 2) + pairwise(c, from + count / 2, count / 2);
        }
    }

    /** See {@link ShiftTile}, with outputs in the lanes or with positions. */
    record Shifted(int rows, int columns, boolean outputsInLanes) implements ShiftTile<float[]> {

        @Override
        public void run(
                float[] x, int xo, int[] shifts, int first, float[] w, int wo, int end, float[] c, int co, int ldc) {
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < columns; j += 4) {
                    int at = co + r * ldc + j;
                    if (outputsInLanes) {
                        outputs(x, xo + r, shifts, first, end, w, wo + j, c, at);
                    } else {
                        positions(x, xo + j, shifts, first, end, w, wo + r, c, at);
                    }
                }
            }
        }

        private void outputs(
                float[] x, int xo, int[] shifts, int first, int end, float[] w, int wo, float[] c, int at) {
            float c0 = c[at];
            float c1 = c[at + 1];
            float c2 = c[at + 2];
            float c3 = c[at + 3];
            for (int k = first, q = wo + first * columns; k < end; k++, q += columns) {
                float a = x[xo + shifts[k]];
                c0 = Math.fma(a, w[q], c0);
                c1 = Math.fma(a, w[q + 1], c1);
                c2 = Math.fma(a, w[q + 2], c2);
                c3 = Math.fma(a, w[q + 3], c3);
            }
            c[at] = c0;
            c[at + 1] = c1;
            c[at + 2] = c2;
            c[at + 3] = c3;
        }

        private void positions(
                float[] x, int xo, int[] shifts, int first, int end, float[] w, int wo, float[] c, int at) {
            float c0 = 0;
            float c1 = 0;
            float c2 = 0;
            float c3 = 0;
            for (int k = first, q = wo + first * rows; k < end; k++, q += rows) {
                float a = w[q];
                int from = xo + shifts[k];
                c0 = Math.fma(a, x[from], c0);
                c1 = Math.fma(a, x[from + 1], c1);
                c2 = Math.fma(a, x[from + 2], c2);
                c3 = Math.fma(a, x[from + 3], c3);
            }
            c[at] = c0;
            c[at + 1] = c1;
            c[at + 2] = c2;
            c[at + 3] = c3;
        }
    }

    /** See {@link ShiftTile}, with terms in the rows. */
    record Terms(int rows, int run, int columns) implements ShiftTile<float[]> {

        @Override
        public void run(
                float[] x, int xo, int[] shifts, int first, float[] w, int wo, int end, float[] c, int co, int ldc) {
            for (int r = 0; r < rows; r++) {
                int from = xo + shifts[first + r / run * run] + r % run;
                for (int j = 0; j < columns; j += 4) {
                    float c0 = 0;
                    float c1 = 0;
                    float c2 = 0;
                    float c3 = 0;
                    for (int p = 0, q = wo + j; p < end; p++, q += ldc) {
                        float a = x[from + p];
                        c0 = Math.fma(a, w[q], c0);
                        c1 = Math.fma(a, w[q + 1], c1);
                        c2 = Math.fma(a, w[q + 2], c2);
                        c3 = Math.fma(a, w[q + 3], c3);
                    }
                    int at = co + r * ldc + j;
                    c[at] += c0;
                    c[at + 1] += c1;
                    c[at + 2] += c2;
                    c[at + 3] += c3;
                }
            }
        }
    }
}
