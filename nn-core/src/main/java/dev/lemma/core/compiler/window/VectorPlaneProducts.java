package dev.lemma.core.compiler.window;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * float32 sums in register tiles of the Vector API: the planes are read where they lie, at their shifts, and nothing is laid
 * out.
 *
 * <p>{@link #sum} keeps 8 rows × 2 or 3 vectors of neighbouring positions in registers and runs over the terms; {@link #outer} keeps
 * 8 terms × 2 vectors of neighbouring columns and runs over the positions. Each tile is one method with one loop and named
 * locals: the compiler keeps vectors in registers only in that form (accumulators that cross two nested loops are boxed, which
 * is 40 times slower). Missing rows of a last tile repeat the last row and store the same numbers twice.
 *
 * <p>One species only: copying short rows with narrower vectors made these tiles 20 times slower on JDK 17.
 *
 * <p>Loaded only if {@link VectorSwitch} says so.
 */
final class VectorPlaneProducts extends FloatPlanes {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /**
     * Terms added up in one float32 accumulator before it is added to the result: bounds rounding, and the weights in cache.
     */
    private static final int TERMS = 512;

    /** AVX-512 has 32 vector registers, enough for 24 sums, which need fewer loads for each than 16. */
    private static final boolean MANY_REGISTERS = LANES == 16;

    /** Rows of a tile of {@link #sum}, terms of a tile of {@link #outer}. */
    private static final int ROWS = 8;

    /** So few rows left over are computed one by one. */
    private static final int SINGLE_ROWS = 2;

    /** Vectors of positions for which all rows are computed before the next: their planes stay in the first cache. */
    private static final int PANEL = 32 * LANES;

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int workspace(int terms, int positions) {
        return 0;
    }

    /** Rows in strips of 8, term by term; one or two rows that are left, each by itself. */
    @Override
    public int[] arrangement(int rows, int terms) {
        int padded = rows % ROWS <= SINGLE_ROWS ? rows : Extents.roundUp(rows, ROWS);
        int[] arranged = new int[Math.multiplyExact(padded, terms)];
        int at = 0;
        for (int m = 0; m < rows; m += ROWS) {
            if (rows - m <= SINGLE_ROWS) {
                for (int i = m * terms; i < rows * terms; i++) {
                    arranged[at++] = i;
                }
            } else {
                for (int k = 0; k < terms; k++) {
                    for (int i = 0; i < ROWS; i++) {
                        arranged[at++] = Math.min(m + i, rows - 1) * terms + k;
                    }
                }
            }
        }
        return arranged;
    }

    @Override
    public void sum(
            int rows,
            int terms,
            int positions,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy,
            float[] workspace,
            int workspaceOffset) {
        int padded = (positions + LANES - 1) / LANES * LANES;
        for (int from = 0; from < padded; from += PANEL) {
            int to = Math.min(padded, from + PANEL);
            int k = 0;
            do {
                int end = Math.min(terms, k + TERMS);
                for (int m = 0; m < rows; m += ROWS) {
                    strip(
                            m,
                            Math.min(m + ROWS, rows) - 1,
                            from,
                            to,
                            k,
                            end,
                            terms,
                            w,
                            wOffset,
                            x,
                            xOffset,
                            shifts,
                            y,
                            yOffset,
                            ldy);
                }
                k = end;
            } while (k < terms);
        }
    }

    /** Rows {@code m} to {@code last}, at most 8, of {@link #sum}. */
    private static void strip(
            int m,
            int last,
            int from,
            int to,
            int k,
            int end,
            int terms,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy) {
        int p = from;
        int w8 = wOffset + m * terms;
        if (last < m + SINGLE_ROWS) {
            for (int row = m; row <= last; row++) {
                int w0 = wOffset + row * terms;
                int y0 = yOffset + row * ldy;
                for (p = from; p + 4 * LANES <= to; p += 4 * LANES) {
                    sum1x4(k, end, w, w0, x, xOffset + p, shifts, y, y0 + p);
                }
                for (; p < to; p += LANES) {
                    sum1x1(k, end, w, w0, x, xOffset + p, shifts, y, y0 + p);
                }
            }
            return;
        }
        if (MANY_REGISTERS) {
            // Of the last 4 vectors two tiles of 2, not one of 3 and one of 1.
            for (; p + 3 * LANES <= to && p + 4 * LANES != to; p += 3 * LANES) {
                sum8x3(m, last, k, end, w, w8, x, xOffset + p, shifts, y, yOffset + p, ldy);
            }
        }
        for (; p + 2 * LANES <= to; p += 2 * LANES) {
            sum8x2(m, last, k, end, w, w8, x, xOffset + p, shifts, y, yOffset + p, ldy);
        }
        if (p < to) {
            sum8x1(m, last, k, end, w, w8, x, xOffset + p, shifts, y, yOffset + p, ldy);
        }
    }

    private static void sum8x3(
            int m,
            int last,
            int k,
            int end,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy) {
        int r0 = m;
        int r1 = Math.min(m + 1, last);
        int r2 = Math.min(m + 2, last);
        int r3 = Math.min(m + 3, last);
        int r4 = Math.min(m + 4, last);
        int r5 = Math.min(m + 5, last);
        int r6 = Math.min(m + 6, last);
        int r7 = Math.min(m + 7, last);
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c42 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c52 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c61 = FloatVector.zero(SPECIES);
        FloatVector c62 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c71 = FloatVector.zero(SPECIES);
        FloatVector c72 = FloatVector.zero(SPECIES);
        for (int s = k; s < end; s++) {
            int at = xOffset + shifts[s];
            int row = wOffset + 8 * s;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, w[row]);
            c00 = a0.fma(x0, c00);
            c01 = a0.fma(x1, c01);
            c02 = a0.fma(x2, c02);
            FloatVector a1 = FloatVector.broadcast(SPECIES, w[row + 1]);
            c10 = a1.fma(x0, c10);
            c11 = a1.fma(x1, c11);
            c12 = a1.fma(x2, c12);
            FloatVector a2 = FloatVector.broadcast(SPECIES, w[row + 2]);
            c20 = a2.fma(x0, c20);
            c21 = a2.fma(x1, c21);
            c22 = a2.fma(x2, c22);
            FloatVector a3 = FloatVector.broadcast(SPECIES, w[row + 3]);
            c30 = a3.fma(x0, c30);
            c31 = a3.fma(x1, c31);
            c32 = a3.fma(x2, c32);
            FloatVector a4 = FloatVector.broadcast(SPECIES, w[row + 4]);
            c40 = a4.fma(x0, c40);
            c41 = a4.fma(x1, c41);
            c42 = a4.fma(x2, c42);
            FloatVector a5 = FloatVector.broadcast(SPECIES, w[row + 5]);
            c50 = a5.fma(x0, c50);
            c51 = a5.fma(x1, c51);
            c52 = a5.fma(x2, c52);
            FloatVector a6 = FloatVector.broadcast(SPECIES, w[row + 6]);
            c60 = a6.fma(x0, c60);
            c61 = a6.fma(x1, c61);
            c62 = a6.fma(x2, c62);
            FloatVector a7 = FloatVector.broadcast(SPECIES, w[row + 7]);
            c70 = a7.fma(x0, c70);
            c71 = a7.fma(x1, c71);
            c72 = a7.fma(x2, c72);
        }
        if (k > 0) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy));
            c01 = c01.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy + LANES));
            c02 = c02.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy + 2 * LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy));
            c11 = c11.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy + LANES));
            c12 = c12.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy + 2 * LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy));
            c21 = c21.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy + LANES));
            c22 = c22.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy + 2 * LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy));
            c31 = c31.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy + LANES));
            c32 = c32.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy + 2 * LANES));
            c40 = c40.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy));
            c41 = c41.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy + LANES));
            c42 = c42.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy + 2 * LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy));
            c51 = c51.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy + LANES));
            c52 = c52.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy + 2 * LANES));
            c60 = c60.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy));
            c61 = c61.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy + LANES));
            c62 = c62.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy + 2 * LANES));
            c70 = c70.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy));
            c71 = c71.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy + LANES));
            c72 = c72.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy + 2 * LANES));
        }
        c00.intoArray(y, yOffset + r0 * ldy);
        c01.intoArray(y, yOffset + r0 * ldy + LANES);
        c02.intoArray(y, yOffset + r0 * ldy + 2 * LANES);
        c10.intoArray(y, yOffset + r1 * ldy);
        c11.intoArray(y, yOffset + r1 * ldy + LANES);
        c12.intoArray(y, yOffset + r1 * ldy + 2 * LANES);
        c20.intoArray(y, yOffset + r2 * ldy);
        c21.intoArray(y, yOffset + r2 * ldy + LANES);
        c22.intoArray(y, yOffset + r2 * ldy + 2 * LANES);
        c30.intoArray(y, yOffset + r3 * ldy);
        c31.intoArray(y, yOffset + r3 * ldy + LANES);
        c32.intoArray(y, yOffset + r3 * ldy + 2 * LANES);
        c40.intoArray(y, yOffset + r4 * ldy);
        c41.intoArray(y, yOffset + r4 * ldy + LANES);
        c42.intoArray(y, yOffset + r4 * ldy + 2 * LANES);
        c50.intoArray(y, yOffset + r5 * ldy);
        c51.intoArray(y, yOffset + r5 * ldy + LANES);
        c52.intoArray(y, yOffset + r5 * ldy + 2 * LANES);
        c60.intoArray(y, yOffset + r6 * ldy);
        c61.intoArray(y, yOffset + r6 * ldy + LANES);
        c62.intoArray(y, yOffset + r6 * ldy + 2 * LANES);
        c70.intoArray(y, yOffset + r7 * ldy);
        c71.intoArray(y, yOffset + r7 * ldy + LANES);
        c72.intoArray(y, yOffset + r7 * ldy + 2 * LANES);
    }

    private static void sum8x2(
            int m,
            int last,
            int k,
            int end,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy) {
        int r0 = m;
        int r1 = Math.min(m + 1, last);
        int r2 = Math.min(m + 2, last);
        int r3 = Math.min(m + 3, last);
        int r4 = Math.min(m + 4, last);
        int r5 = Math.min(m + 5, last);
        int r6 = Math.min(m + 6, last);
        int r7 = Math.min(m + 7, last);
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c61 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c71 = FloatVector.zero(SPECIES);
        for (int s = k; s < end; s++) {
            int at = xOffset + shifts[s];
            int row = wOffset + 8 * s;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, w[row]);
            c00 = a0.fma(x0, c00);
            c01 = a0.fma(x1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, w[row + 1]);
            c10 = a1.fma(x0, c10);
            c11 = a1.fma(x1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, w[row + 2]);
            c20 = a2.fma(x0, c20);
            c21 = a2.fma(x1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, w[row + 3]);
            c30 = a3.fma(x0, c30);
            c31 = a3.fma(x1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, w[row + 4]);
            c40 = a4.fma(x0, c40);
            c41 = a4.fma(x1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, w[row + 5]);
            c50 = a5.fma(x0, c50);
            c51 = a5.fma(x1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, w[row + 6]);
            c60 = a6.fma(x0, c60);
            c61 = a6.fma(x1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, w[row + 7]);
            c70 = a7.fma(x0, c70);
            c71 = a7.fma(x1, c71);
        }
        if (k > 0) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy));
            c01 = c01.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy + LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy));
            c11 = c11.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy + LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy));
            c21 = c21.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy + LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy));
            c31 = c31.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy + LANES));
            c40 = c40.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy));
            c41 = c41.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy + LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy));
            c51 = c51.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy + LANES));
            c60 = c60.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy));
            c61 = c61.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy + LANES));
            c70 = c70.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy));
            c71 = c71.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy + LANES));
        }
        c00.intoArray(y, yOffset + r0 * ldy);
        c01.intoArray(y, yOffset + r0 * ldy + LANES);
        c10.intoArray(y, yOffset + r1 * ldy);
        c11.intoArray(y, yOffset + r1 * ldy + LANES);
        c20.intoArray(y, yOffset + r2 * ldy);
        c21.intoArray(y, yOffset + r2 * ldy + LANES);
        c30.intoArray(y, yOffset + r3 * ldy);
        c31.intoArray(y, yOffset + r3 * ldy + LANES);
        c40.intoArray(y, yOffset + r4 * ldy);
        c41.intoArray(y, yOffset + r4 * ldy + LANES);
        c50.intoArray(y, yOffset + r5 * ldy);
        c51.intoArray(y, yOffset + r5 * ldy + LANES);
        c60.intoArray(y, yOffset + r6 * ldy);
        c61.intoArray(y, yOffset + r6 * ldy + LANES);
        c70.intoArray(y, yOffset + r7 * ldy);
        c71.intoArray(y, yOffset + r7 * ldy + LANES);
    }

    private static void sum8x1(
            int m,
            int last,
            int k,
            int end,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy) {
        int r0 = m;
        int r1 = Math.min(m + 1, last);
        int r2 = Math.min(m + 2, last);
        int r3 = Math.min(m + 3, last);
        int r4 = Math.min(m + 4, last);
        int r5 = Math.min(m + 5, last);
        int r6 = Math.min(m + 6, last);
        int r7 = Math.min(m + 7, last);
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        for (int s = k; s < end; s++) {
            int at = xOffset + shifts[s];
            int row = wOffset + 8 * s;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector a0 = FloatVector.broadcast(SPECIES, w[row]);
            c00 = a0.fma(x0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, w[row + 1]);
            c10 = a1.fma(x0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, w[row + 2]);
            c20 = a2.fma(x0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, w[row + 3]);
            c30 = a3.fma(x0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, w[row + 4]);
            c40 = a4.fma(x0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, w[row + 5]);
            c50 = a5.fma(x0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, w[row + 6]);
            c60 = a6.fma(x0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, w[row + 7]);
            c70 = a7.fma(x0, c70);
        }
        if (k > 0) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, y, yOffset + r0 * ldy));
            c10 = c10.add(FloatVector.fromArray(SPECIES, y, yOffset + r1 * ldy));
            c20 = c20.add(FloatVector.fromArray(SPECIES, y, yOffset + r2 * ldy));
            c30 = c30.add(FloatVector.fromArray(SPECIES, y, yOffset + r3 * ldy));
            c40 = c40.add(FloatVector.fromArray(SPECIES, y, yOffset + r4 * ldy));
            c50 = c50.add(FloatVector.fromArray(SPECIES, y, yOffset + r5 * ldy));
            c60 = c60.add(FloatVector.fromArray(SPECIES, y, yOffset + r6 * ldy));
            c70 = c70.add(FloatVector.fromArray(SPECIES, y, yOffset + r7 * ldy));
        }
        c00.intoArray(y, yOffset + r0 * ldy);
        c10.intoArray(y, yOffset + r1 * ldy);
        c20.intoArray(y, yOffset + r2 * ldy);
        c30.intoArray(y, yOffset + r3 * ldy);
        c40.intoArray(y, yOffset + r4 * ldy);
        c50.intoArray(y, yOffset + r5 * ldy);
        c60.intoArray(y, yOffset + r6 * ldy);
        c70.intoArray(y, yOffset + r7 * ldy);
    }

    private static void sum1x4(
            int k, int end, float[] w, int wOffset, float[] x, int xOffset, int[] shifts, float[] y, int yOffset) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        for (int s = k; s < end; s++) {
            int at = xOffset + shifts[s];
            FloatVector a = FloatVector.broadcast(SPECIES, w[wOffset + s]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, x, at), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, x, at + LANES), c1);
            c2 = a.fma(FloatVector.fromArray(SPECIES, x, at + 2 * LANES), c2);
            c3 = a.fma(FloatVector.fromArray(SPECIES, x, at + 3 * LANES), c3);
        }
        if (k > 0) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, y, yOffset));
            c1 = c1.add(FloatVector.fromArray(SPECIES, y, yOffset + LANES));
            c2 = c2.add(FloatVector.fromArray(SPECIES, y, yOffset + 2 * LANES));
            c3 = c3.add(FloatVector.fromArray(SPECIES, y, yOffset + 3 * LANES));
        }
        c0.intoArray(y, yOffset);
        c1.intoArray(y, yOffset + LANES);
        c2.intoArray(y, yOffset + 2 * LANES);
        c3.intoArray(y, yOffset + 3 * LANES);
    }

    private static void sum1x1(
            int k, int end, float[] w, int wOffset, float[] x, int xOffset, int[] shifts, float[] y, int yOffset) {
        FloatVector c0 = FloatVector.zero(SPECIES);
        for (int s = k; s < end; s++) {
            int at = xOffset + shifts[s];
            FloatVector a = FloatVector.broadcast(SPECIES, w[wOffset + s]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, x, at), c0);
        }
        if (k > 0) {
            c0 = c0.add(FloatVector.fromArray(SPECIES, y, yOffset));
        }
        c0.intoArray(y, yOffset);
    }

    @Override
    public void outer(
            int terms,
            int columns,
            int count,
            int[] positions,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] t,
            int tOffset,
            int ld,
            float[] d,
            int dOffset,
            float[] workspace,
            int workspaceOffset) {
        // The zeros between the rows too: without indirection the compiler takes the range checks out of the loop.
        int all = positions[count - 1] + 1;
        for (int n = 0; n < columns; n += 2 * LANES) {
            boolean two = n + LANES < columns;
            for (int m = 0; m < terms; m += ROWS) {
                int last = Math.min(m + ROWS, terms) - 1;
                if (two) {
                    outer8x2(m, last, all, x, xOffset, shifts, t, tOffset + n, ld, d, dOffset + n);
                } else {
                    outer8x1(m, last, all, x, xOffset, shifts, t, tOffset + n, ld, d, dOffset + n);
                }
            }
        }
    }

    private static void outer8x2(
            int m,
            int last,
            int count,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] t,
            int tOffset,
            int ld,
            float[] d,
            int dOffset) {
        int r0 = m;
        int r1 = Math.min(m + 1, last);
        int r2 = Math.min(m + 2, last);
        int r3 = Math.min(m + 3, last);
        int r4 = Math.min(m + 4, last);
        int r5 = Math.min(m + 5, last);
        int r6 = Math.min(m + 6, last);
        int r7 = Math.min(m + 7, last);
        int x0 = xOffset + shifts[r0];
        int x1 = xOffset + shifts[r1];
        int x2 = xOffset + shifts[r2];
        int x3 = xOffset + shifts[r3];
        int x4 = xOffset + shifts[r4];
        int x5 = xOffset + shifts[r5];
        int x6 = xOffset + shifts[r6];
        int x7 = xOffset + shifts[r7];
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c61 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c71 = FloatVector.zero(SPECIES);
        for (int p = 0; p < count; p++) {
            int at = tOffset + p * ld;
            FloatVector t0 = FloatVector.fromArray(SPECIES, t, at);
            FloatVector t1 = FloatVector.fromArray(SPECIES, t, at + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, x[x0 + p]);
            c00 = a0.fma(t0, c00);
            c01 = a0.fma(t1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, x[x1 + p]);
            c10 = a1.fma(t0, c10);
            c11 = a1.fma(t1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, x[x2 + p]);
            c20 = a2.fma(t0, c20);
            c21 = a2.fma(t1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, x[x3 + p]);
            c30 = a3.fma(t0, c30);
            c31 = a3.fma(t1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, x[x4 + p]);
            c40 = a4.fma(t0, c40);
            c41 = a4.fma(t1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, x[x5 + p]);
            c50 = a5.fma(t0, c50);
            c51 = a5.fma(t1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, x[x6 + p]);
            c60 = a6.fma(t0, c60);
            c61 = a6.fma(t1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, x[x7 + p]);
            c70 = a7.fma(t0, c70);
            c71 = a7.fma(t1, c71);
        }
        // All sums before all stores: a repeated row must not be added to itself.
        c00 = c00.add(FloatVector.fromArray(SPECIES, d, dOffset + r0 * ld));
        c01 = c01.add(FloatVector.fromArray(SPECIES, d, dOffset + r0 * ld + LANES));
        c10 = c10.add(FloatVector.fromArray(SPECIES, d, dOffset + r1 * ld));
        c11 = c11.add(FloatVector.fromArray(SPECIES, d, dOffset + r1 * ld + LANES));
        c20 = c20.add(FloatVector.fromArray(SPECIES, d, dOffset + r2 * ld));
        c21 = c21.add(FloatVector.fromArray(SPECIES, d, dOffset + r2 * ld + LANES));
        c30 = c30.add(FloatVector.fromArray(SPECIES, d, dOffset + r3 * ld));
        c31 = c31.add(FloatVector.fromArray(SPECIES, d, dOffset + r3 * ld + LANES));
        c40 = c40.add(FloatVector.fromArray(SPECIES, d, dOffset + r4 * ld));
        c41 = c41.add(FloatVector.fromArray(SPECIES, d, dOffset + r4 * ld + LANES));
        c50 = c50.add(FloatVector.fromArray(SPECIES, d, dOffset + r5 * ld));
        c51 = c51.add(FloatVector.fromArray(SPECIES, d, dOffset + r5 * ld + LANES));
        c60 = c60.add(FloatVector.fromArray(SPECIES, d, dOffset + r6 * ld));
        c61 = c61.add(FloatVector.fromArray(SPECIES, d, dOffset + r6 * ld + LANES));
        c70 = c70.add(FloatVector.fromArray(SPECIES, d, dOffset + r7 * ld));
        c71 = c71.add(FloatVector.fromArray(SPECIES, d, dOffset + r7 * ld + LANES));
        c00.intoArray(d, dOffset + r0 * ld);
        c01.intoArray(d, dOffset + r0 * ld + LANES);
        c10.intoArray(d, dOffset + r1 * ld);
        c11.intoArray(d, dOffset + r1 * ld + LANES);
        c20.intoArray(d, dOffset + r2 * ld);
        c21.intoArray(d, dOffset + r2 * ld + LANES);
        c30.intoArray(d, dOffset + r3 * ld);
        c31.intoArray(d, dOffset + r3 * ld + LANES);
        c40.intoArray(d, dOffset + r4 * ld);
        c41.intoArray(d, dOffset + r4 * ld + LANES);
        c50.intoArray(d, dOffset + r5 * ld);
        c51.intoArray(d, dOffset + r5 * ld + LANES);
        c60.intoArray(d, dOffset + r6 * ld);
        c61.intoArray(d, dOffset + r6 * ld + LANES);
        c70.intoArray(d, dOffset + r7 * ld);
        c71.intoArray(d, dOffset + r7 * ld + LANES);
    }

    private static void outer8x1(
            int m,
            int last,
            int count,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] t,
            int tOffset,
            int ld,
            float[] d,
            int dOffset) {
        int r0 = m;
        int r1 = Math.min(m + 1, last);
        int r2 = Math.min(m + 2, last);
        int r3 = Math.min(m + 3, last);
        int r4 = Math.min(m + 4, last);
        int r5 = Math.min(m + 5, last);
        int r6 = Math.min(m + 6, last);
        int r7 = Math.min(m + 7, last);
        int x0 = xOffset + shifts[r0];
        int x1 = xOffset + shifts[r1];
        int x2 = xOffset + shifts[r2];
        int x3 = xOffset + shifts[r3];
        int x4 = xOffset + shifts[r4];
        int x5 = xOffset + shifts[r5];
        int x6 = xOffset + shifts[r6];
        int x7 = xOffset + shifts[r7];
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        for (int p = 0; p < count; p++) {
            int at = tOffset + p * ld;
            FloatVector t0 = FloatVector.fromArray(SPECIES, t, at);
            FloatVector a0 = FloatVector.broadcast(SPECIES, x[x0 + p]);
            c00 = a0.fma(t0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, x[x1 + p]);
            c10 = a1.fma(t0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, x[x2 + p]);
            c20 = a2.fma(t0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, x[x3 + p]);
            c30 = a3.fma(t0, c30);
            FloatVector a4 = FloatVector.broadcast(SPECIES, x[x4 + p]);
            c40 = a4.fma(t0, c40);
            FloatVector a5 = FloatVector.broadcast(SPECIES, x[x5 + p]);
            c50 = a5.fma(t0, c50);
            FloatVector a6 = FloatVector.broadcast(SPECIES, x[x6 + p]);
            c60 = a6.fma(t0, c60);
            FloatVector a7 = FloatVector.broadcast(SPECIES, x[x7 + p]);
            c70 = a7.fma(t0, c70);
        }
        // All sums before all stores: a repeated row must not be added to itself.
        c00 = c00.add(FloatVector.fromArray(SPECIES, d, dOffset + r0 * ld));
        c10 = c10.add(FloatVector.fromArray(SPECIES, d, dOffset + r1 * ld));
        c20 = c20.add(FloatVector.fromArray(SPECIES, d, dOffset + r2 * ld));
        c30 = c30.add(FloatVector.fromArray(SPECIES, d, dOffset + r3 * ld));
        c40 = c40.add(FloatVector.fromArray(SPECIES, d, dOffset + r4 * ld));
        c50 = c50.add(FloatVector.fromArray(SPECIES, d, dOffset + r5 * ld));
        c60 = c60.add(FloatVector.fromArray(SPECIES, d, dOffset + r6 * ld));
        c70 = c70.add(FloatVector.fromArray(SPECIES, d, dOffset + r7 * ld));
        c00.intoArray(d, dOffset + r0 * ld);
        c10.intoArray(d, dOffset + r1 * ld);
        c20.intoArray(d, dOffset + r2 * ld);
        c30.intoArray(d, dOffset + r3 * ld);
        c40.intoArray(d, dOffset + r4 * ld);
        c50.intoArray(d, dOffset + r5 * ld);
        c60.intoArray(d, dOffset + r6 * ld);
        c70.intoArray(d, dOffset + r7 * ld);
    }
}
