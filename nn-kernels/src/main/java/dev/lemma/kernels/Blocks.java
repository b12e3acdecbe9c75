package dev.lemma.kernels;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;

/** Tiles moved into and out of row-major matrices. */
final class Blocks {

    /** Squares of this side are turned within the first cache. */
    private static final int SIDE = 32;

    private Blocks() {}

    /** Writes a tile at row i and column j of a matrix with so many columns. */
    static void paste(Array tile, int rows, int columns, Array to, int stride, int i, int j) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(tile.storage(), r * columns, to.storage(), (i + r) * stride + j, columns);
        }
    }

    /** Reads a tile. */
    static Array cut(Array from, int stride, int i, int j, int rows, int columns) {
        Array tile = Array.zeros(from.type(), Shape.of(rows, columns));
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from.storage(), (i + r) * stride + j, tile.storage(), r * columns, columns);
        }
        return tile;
    }

    /** Writes the transpose of a tile at row i and column j. */
    static void pasteTransposed(Array tile, int rows, int columns, Array to, int stride, int i, int j) {
        for (int r = 0; r < rows; r += SIDE) {
            for (int c = 0; c < columns; c += SIDE) {
                int lastRow = Math.min(rows, r + SIDE);
                int lastColumn = Math.min(columns, c + SIDE);
                if (tile.storage() instanceof float[] from) {
                    turn(from, columns, r, lastRow, c, lastColumn, (float[]) to.storage(), stride, i, j);
                } else {
                    turn(
                            (double[]) tile.storage(),
                            columns,
                            r,
                            lastRow,
                            c,
                            lastColumn,
                            (double[]) to.storage(),
                            stride,
                            i,
                            j);
                }
            }
        }
    }

    private static void turn(
            float[] from, int columns, int r0, int r1, int c0, int c1, float[] to, int stride, int i, int j) {
        for (int c = c0; c < c1; c++) {
            int row = (i + c) * stride + j;
            for (int r = r0; r < r1; r++) {
                to[row + r] = from[r * columns + c];
            }
        }
    }

    private static void turn(
            double[] from, int columns, int r0, int r1, int c0, int c1, double[] to, int stride, int i, int j) {
        for (int c = c0; c < c1; c++) {
            int row = (i + c) * stride + j;
            for (int r = r0; r < r1; r++) {
                to[row + r] = from[r * columns + c];
            }
        }
    }

    /** Makes a square on the diagonal symmetric: its lower half becomes its upper half. */
    static void mirror(Array k, int stride, int i, int side) {
        for (int r = 1; r < side; r++) {
            for (int c = 0; c < r; c++) {
                int from = (i + c) * stride + i + r;
                int to = (i + r) * stride + i + c;
                if (k.storage() instanceof float[] f) {
                    f[to] = f[from];
                } else {
                    ((double[]) k.storage())[to] = ((double[]) k.storage())[from];
                }
            }
        }
    }

    /** Adds all of a part to the sums from a place on. */
    static void add(Array part, Array sums, int at) {
        if (part.storage() instanceof float[] from) {
            float[] to = (float[]) sums.storage();
            for (int i = 0; i < from.length; i++) {
                to[at + i] += from[i];
            }
        } else {
            double[] from = (double[]) part.storage();
            double[] to = (double[]) sums.storage();
            for (int i = 0; i < from.length; i++) {
                to[at + i] += from[i];
            }
        }
    }
}
