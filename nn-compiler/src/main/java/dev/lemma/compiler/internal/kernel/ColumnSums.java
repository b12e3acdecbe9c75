package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.primitive.MatrixProducts;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.Arrays;

/**
 * The sums down the columns of matrices that lie one after another. Of a few rows, and in float64, as products {@code 1ᵀ·X} with a row of ones: each sum is added up from top to bottom. In
 * float32 more rows are added pairwise, {@value #BLOCK} at a time, and the blocks in float64.
 */
final class ColumnSums implements Runnable {

    private static final int BLOCK = 8;

    /** So many rows are few. */
    private static final int FEW = 64;

    private final MatrixProducts products;
    private final Object from;
    private final Object to;
    private final Object ones;
    private final int start;
    private final int result;
    private final int rows;
    private final int columns;
    private final int matrices;
    private final double[] sums;

    ColumnSums(Workplace at, int rows, int columns, int matrices) {
        Place x = at.operand(0);
        this.products = at.products();
        this.from = x.array();
        this.start = x.start();
        this.to = at.result().array();
        this.result = at.result().start();
        this.rows = rows;
        this.columns = columns;
        this.matrices = matrices;
        this.sums = new double[columns];
        this.ones = at.memory(x.isFloat() ? DType.FLOAT32 : DType.FLOAT64, rows);
        if (ones instanceof float[] f) {
            Arrays.fill(f, 1);
        } else {
            Arrays.fill((double[]) ones, 1);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < matrices; i++) {
            int x = start + i * rows * columns;
            int y = result + i * columns;
            if (from instanceof float[] f && rows > FEW) {
                inBlocks(f, x, (float[]) to, y);
            } else if (from instanceof float[] f) {
                products.multiply(
                        false,
                        false,
                        1,
                        columns,
                        rows,
                        (float[]) ones,
                        0,
                        rows,
                        f,
                        x,
                        columns,
                        false,
                        (float[]) to,
                        y,
                        columns);
            } else {
                products.multiply(
                        false,
                        false,
                        1,
                        columns,
                        rows,
                        (double[]) ones,
                        0,
                        rows,
                        (double[]) from,
                        x,
                        columns,
                        false,
                        (double[]) to,
                        y,
                        columns);
            }
        }
    }

    private void inBlocks(float[] x, int at, float[] y, int place) {
        int whole = rows - rows % BLOCK;
        Arrays.fill(sums, 0);
        for (int row = 0; row < whole; row += BLOCK) {
            block(x, at + row * columns, y, place);
            for (int j = 0; j < columns; j++) {
                sums[j] += y[place + j];
            }
        }
        for (int i = at + whole * columns; i < at + rows * columns; i += columns) {
            for (int j = 0; j < columns; j++) {
                sums[j] += x[i + j];
            }
        }
        for (int j = 0; j < columns; j++) {
            y[place + j] = (float) sums[j];
        }
    }

    /** The sums of eight rows, pairwise. */
    private void block(float[] x, int at, float[] y, int place) {
        int b = at + columns;
        int c = b + columns;
        int d = c + columns;
        int e = d + columns;
        int f = e + columns;
        int g = f + columns;
        int h = g + columns;
        for (int j = 0; j < columns; j++) {
            y[place + j] =
                    ((x[at + j] + x[b + j]) + (x[c + j] + x[d + j])) + ((x[e + j] + x[f + j]) + (x[g + j] + x[h + j]));
        }
    }
}
